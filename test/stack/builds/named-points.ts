// The Worker with named points on the way of a run. At each it tells a test, which may end its process there. Only a
// test builds this; the Worker itself knows nothing of points.

import { env as variables } from "cloudflare:workers";
import type { OpenSession } from "../../../src/engine/holder.ts";
import type { Env } from "../../../src/env.ts";
import worker, { ExecutionObject as Placed } from "../../../src/worker.ts";

/** What the test sets; see kill-points.test.ts. */
const { POINTS_URL, EFFECTS_URL, QSTASH_URL } = variables as unknown as Record<string, string>;

/** Methods of an object that answer once their commit is durable. */
const COMMITS = new Set([
  "begin",
  "take",
  "report",
  "reportAll",
  "decide",
  "signal",
  "stop",
  "dropDeadLetter",
]);

const outward = globalThis.fetch;

globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  const what = await nameOf(request.clone());
  if (what === null) return outward(request);
  await reach(`before ${what}`);
  const response = await outward(request);
  await reach(`after ${what}`);
  return response;
};

/** Resolves unless the test ends this process here. */
async function reach(point: string): Promise<void> {
  const answer = await outward(`${POINTS_URL}/${encodeURIComponent(point)}`);
  await answer.text();
}

async function nameOf(request: Request): Promise<string | null> {
  if (request.url.startsWith(`${EFFECTS_URL}`)) return "effect";
  if (request.url.startsWith(`${QSTASH_URL}`)) return "publish";
  if (!request.url.endsWith("/sql")) return null;
  const statement = await request.text();
  if (statement.includes(`insert into \\"executions\\"`)) return "insert";
  return statement.includes("insert into executions") ? "rows" : null;
}

/** What leaves an object is held back until what it wrote is durable, and so is the point after its alarm. */
export class ExecutionObject extends Placed {
  override async alarm(): Promise<void> {
    await reach("before alarm");
    super.alarm();
    await reach("after alarm");
  }
}

async function committing<T>(what: string, commit: () => Promise<T>): Promise<T> {
  await reach(`before commit of ${what}`);
  const answer = await commit();
  await reach(`after commit of ${what}`);
  return answer;
}

/** What goes through a session passes the points that it would pass as a call. */
async function watchedSession(opening: () => Promise<OpenSession>): Promise<OpenSession> {
  const open = await committing("take", opening);
  const { lent, report } = open;
  const watchedReport: OpenSession["report"] =
    report &&
    ((reports, most) =>
      committing(reports.length === 1 ? "report" : "reportAll", () => report(reports, most)));
  return { lent, report: watchedReport, [Symbol.dispose]: () => open[Symbol.dispose]() };
}

function watched(objects: DurableObjectNamespace): DurableObjectNamespace {
  const get = (id: DurableObjectId) =>
    new Proxy(objects.get(id), {
      get: (stub, name) => {
        const call: unknown = Reflect.get(stub, name);
        if (typeof call !== "function") return call;
        return async (...given: unknown[]) => {
          const calling = () => Reflect.apply(call, stub, given);
          if (name === "openSession") return watchedSession(calling);
          return COMMITS.has(String(name)) ? committing(String(name), calling) : calling();
        };
      },
    });
  return new Proxy(objects, {
    get: (target, name) => {
      if (name === "get") return get;
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}

let known: Env | undefined;

/** One object an isolate, because the Worker remembers by it. */
const watchedEnv = (env: Env): Env => {
  known ??= { ...env, EXECUTIONS: watched(env.EXECUTIONS) };
  return known;
};

export default {
  fetch: (request, env, ctx) => worker.fetch(request, watchedEnv(env), ctx),
  scheduled: (event, env, ctx) => worker.scheduled(event, env, ctx),
} satisfies ExportedHandler<Env>;
