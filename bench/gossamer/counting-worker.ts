// The platform's Worker, which also counts what its objects are billed for: GET /bench/counts?user=<id>.

import { ExecutionObject as Plain } from "../../src/engine/execution-object.ts";
import platform from "../../src/worker.ts";

type Env = Parameters<typeof platform.fetch>[1];

interface Counts {
  calls: number;
  rowsWritten: number;
  rowsRead: number;
  alarmsSet: number;
}

const counts: Counts = { calls: 0, rowsWritten: 0, rowsRead: 0, alarmsSet: 0 };
const open: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];

/** A cursor counts as it is read, so it is added up once this many others came after it. */
const IN_USE = 20;

function addUp(left: number): Counts {
  for (const cursor of open.splice(0, open.length - left)) {
    counts.rowsWritten += cursor.rowsWritten;
    counts.rowsRead += cursor.rowsRead;
  }
  return counts;
}

export class ExecutionObject extends Plain {
  constructor(ctx: DurableObjectState, env: ConstructorParameters<typeof Plain>[1]) {
    watch(ctx.storage);
    super(ctx, env);
  }

  override fetch(request: Request): Response {
    if (new URL(request.url).pathname === "/bench/counts") return Response.json(addUp(0));
    counts.calls += 1;
    return super.fetch(request);
  }
}

function watch(storage: DurableObjectStorage): void {
  const { sql } = storage;
  const exec = sql.exec.bind(sql);
  Object.defineProperty(sql, "exec", {
    value: (...args: Parameters<typeof exec>) => {
      const cursor = exec(...args);
      open.push(cursor);
      if (open.length > 2 * IN_USE) addUp(IN_USE);
      return cursor;
    },
  });
  const setAlarm = storage.setAlarm.bind(storage);
  Object.defineProperty(storage, "setAlarm", {
    value: (...args: Parameters<typeof setAlarm>) => {
      counts.alarmsSet += 1;
      return setAlarm(...args);
    },
  });
}

/** Calls over RPC are methods of the class, besides those that the runtime itself calls. */
const RUNTIME = new Set(["constructor", "fetch", "webSocketMessage", "webSocketClose", "webSocketError"]);
for (const name of Object.getOwnPropertyNames(Plain.prototype)) {
  const method: unknown = Reflect.get(Plain.prototype, name);
  if (RUNTIME.has(name) || typeof method !== "function") continue;
  Object.defineProperty(ExecutionObject.prototype, name, {
    value(this: ExecutionObject, ...args: unknown[]) {
      counts.calls += 1;
      return Reflect.apply(method, this, args);
    },
  });
}

// biome-ignore lint/style/noDefaultExport: what a Worker exports
export default {
  ...platform,
  fetch: (request, env, ctx) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== "/bench/counts") return platform.fetch(request, env, ctx);
    const id = env.EXECUTIONS.idFromName(searchParams.get("user") ?? "");
    return env.EXECUTIONS.get(id).fetch("https://object/bench/counts");
  },
} satisfies ExportedHandler<Env>;
