import { connect } from "cloudflare:sockets";
import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { makeEngine } from "#engine/engine.ts";
import { holderOf } from "#engine/holder.ts";
import type { Claimed } from "#engine/messages.ts";
import { placement } from "#engine/placement.ts";
import type { LogEntry } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import type { JsonObject } from "#lib/json.ts";
import { connectDb } from "#store/db.ts";
import { memoryFiles } from "../../memory-files.ts";
import type { Recorded } from "./outside.ts";

type Times = "EXECUTIONS" | "BRIEF_LEASES" | "LITTLE_PATIENCE";

/** The project's own bindings: see vitest.config.ts. */
const namespaces = env as unknown as Record<Times, DurableObjectNamespace>;

/** A user, whose object is in workerd, as the rest of the platform meets it; see main.ts for its times. */
export function aUser(times: Times = "EXECUTIONS") {
  const objects = namespaces[times];
  const userId = crypto.randomUUID();
  const world = {
    egressAllow: [],
    models: { providers: {}, models: [], stubUrl: undefined },
    db: connectDb("postgres://user:password@neon/db", "http://neon"),
    files: memoryFiles(),
    connect,
    vault: { keyring: null, clients: {}, locate: (url: string) => url },
    now: Date.now,
  };
  const engine = makeEngine({ objects, world, now: Date.now });
  const holder = () => holderOf(objects, { userId });
  const stub = () => objects.get(objects.idFromName(placement({ userId })));
  const ref = (executionId: string) => ({ userId, executionId });
  return {
    userId,
    engine,
    holder,
    ref,
    async start(plan: Plan, inputs: JsonObject = {}): Promise<string> {
      const executionId = crypto.randomUUID();
      const createdAt = Date.now();
      await engine.start({ userId, executionId, plan, inputs, trigger: "manual", createdAt });
      return executionId;
    },
    stub,
    evict: () => evictDurableObject(stub()),
    complete: (id: string, { id: nodeExecution, attempt }: Claimed, most = 0) => {
      const end = { type: "completed" } as const;
      const report = { id: nodeExecution, attempt, from: 0, outputs: [], end };
      return holder().report(id, report, most);
    },
    log: async (id: string): Promise<LogEntry[]> =>
      (await engine.log(ref(id), { after: 0 }, 0))?.entries ?? [],
    socket: async (protocol: string | null = null, credential: string | null = null): Promise<Socket> =>
      new Socket(await engine.connect(userId, protocol, credential)),
    outside: async (change?: Partial<Recorded>): Promise<Recorded> => {
      const asked = change === undefined ? {} : { method: "POST", body: JSON.stringify(change) };
      return (await fetch(`http://recorder/${userId}`, asked)).json();
    },
  };
}

/** A client's end of a socket, with all that it heard. */
export class Socket {
  readonly protocol: string | null;
  readonly heard: JsonObject[] = [];
  /** Why it was closed; null while it is open. */
  closedBy: number | null = null;
  readonly #socket: WebSocket;

  constructor(response: Response) {
    const { webSocket } = response;
    if (webSocket === null) throw new Error(`There is no socket: ${response.status}`);
    this.protocol = response.headers.get("sec-websocket-protocol");
    this.#socket = webSocket;
    webSocket.addEventListener("message", ({ data }) => {
      this.heard.push(JSON.parse(String(data)));
    });
    webSocket.addEventListener("close", ({ code }) => {
      this.closedBy = code;
    });
    webSocket.accept();
  }

  send(frame: JsonObject): void {
    this.#socket.send(JSON.stringify(frame));
  }

  subscribe(execution_id: string, after?: number): void {
    this.send({ type: "subscribe", execution_id, ...(after === undefined ? {} : { after }) });
  }

  /** Numbers of the events that it heard of a run, in order. */
  seqs(execution_id: string): number[] {
    return this.heard
      .filter((frame) => frame["execution_id"] === execution_id && typeof frame["seq"] === "number")
      .map(({ seq }) => Number(seq));
  }

  of(type: string): JsonObject[] {
    return this.heard.filter((frame) => frame["type"] === type);
  }
}
