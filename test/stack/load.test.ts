import { afterAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { query } from "../database.ts";
import { requestChain, startOutside, startPlatform } from "./platform.ts";
import { lastingRowProblems, liveRows } from "./rows.ts";

const RUNS = Number(process.env["LOAD_RUNS"] ?? 300);
const NODES = 5;
/** Requests that one client has under way. */
const AT_ONCE = 100;
const ENDED_WITHIN_MS = Number(process.env["LOAD_MS"] ?? 120_000);
const USER_RUNS = 100;

const outside = await startOutside();
const platform = await startPlatform({ env: { EGRESS_ALLOW: "127.0.0.1", LEASE_MS: "10000" } });
afterAll(async () => {
  await platform.stop();
  outside.stop();
});

const { databaseUrl } = platform.stack;
const chain = requestChain(NODES - 2, outside.url);
// The first ones get no answer while all others are started, and each of their requests gives up after 30 s.
const patient = chain.nodes.map((node) => ({ ...node, metadata: { retry: { max_attempts: 100 } } }));
const graph = await platform.graph({ ...chain, nodes: patient });

const Shown = z.looseObject({
  status: z.string(),
  queued: z.object({ position: z.int(), blocked_by: z.string(), limit: z.int() }).nullish(),
});

const Times = z.looseObject({ started_at: z.string(), ended_at: z.string() });

const shown = async (id: string) =>
  Shown.parse((await platform.call("GET", `/api/v2/executions/${id}`)).body);

const Started = z.object({ execution_id: z.uuid() });

/** As clients do that are told to come back: 503 says that nothing was taken, 409 that the first request goes on. */
async function startSurely(index: number): Promise<string> {
  for (;;) {
    const path = `/api/v2/builder/graphs/${graph}/execute`;
    const key = { "Idempotency-Key": `run ${index}` };
    const { status, headers, body } = await platform.call("POST", path, { input_data: { x: index } }, key);
    if (status === 200) return Started.parse(body).execution_id;
    if (status !== 503 && status !== 409)
      throw new Error(`A start is answered ${status}: ${JSON.stringify(body)}`);
    console.warn(`run ${index}: ${status}`, JSON.stringify(body));
    await new Promise((resolve) => setTimeout(resolve, Number(headers.get("retry-after") ?? 1) * 1000));
  }
}

/** Does something for every run, so many at once. */
async function byClients(ask: (index: number) => Promise<unknown>): Promise<void> {
  const left = Array.from({ length: RUNS }, (_, index) => index);
  const client = async () => {
    for (let index = left.shift(); index !== undefined; index = left.shift()) await ask(index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
}

describe(`${RUNS} runs of ${NODES} nodes at once`, () => {
  const ids: string[] = [];

  it(
    "are all taken; those without a place know theirs in the line",
    async () => {
      outside.close();
      await byClients(async (index) => ids.push(await startSurely(index)));
      expect(new Set(ids).size).toBe(RUNS);
      const states: z.infer<typeof Shown>[] = [];
      await byClients(async (index) => states.push(await shown(ids[index] ?? "")));
      expect(states.filter(({ status }) => status === "RUNNING")).toHaveLength(USER_RUNS);
      const line = states.flatMap(({ queued }) => queued ?? []).toSorted((a, b) => a.position - b.position);
      expect(line).toEqual(
        Array.from({ length: RUNS - USER_RUNS }, (_, index) => ({
          position: index + 1,
          blocked_by: "user_limit",
          limit: USER_RUNS,
        })),
      );
      expect(await platform.violations()).toEqual([]);
    },
    ENDED_WITHIN_MS,
  );

  it(
    "all end, each with its own output, and Postgres shows every one of them",
    async () => {
      outside.open();
      await expect.poll(() => liveRows(databaseUrl), { timeout: ENDED_WITHIN_MS, interval: 500 }).toEqual([]);
      expect(
        await query(
          databaseUrl,
          "select status, count(*)::int as runs from executions where seq > 0 group by 1",
        ),
      ).toEqual([{ status: "COMPLETED", runs: RUNS }]);
      const wrong = `select id, outputs, nodes from executions where seq > 0 and outputs -> 'y' is distinct from jsonb_build_array(inputs -> 'x')`;
      expect(await query(databaseUrl, wrong)).toEqual([]);
      const [nodes] = await query(
        databaseUrl,
        `select count(*)::int as count from executions, json_array_elements(nodes) as node
          where node ->> 'status' = 'COMPLETED'`,
      );
      expect(nodes).toEqual({ count: RUNS * NODES });
      const some = ids.filter((_, index) => index % Math.ceil(RUNS / 50) === 0);
      expect(await lastingRowProblems(platform, some)).toEqual([]);
      expect(await platform.violations()).toEqual([]);
    },
    ENDED_WITHIN_MS + 60_000,
  );
});

it("runs of a graph that wants one at a time wait for each other, also in an object that was thrown out of memory", async () => {
  outside.close();
  const alone = { ...requestChain(1, outside.url), settings: { max_concurrent: 1, overlap: "queue" } };
  const line = await platform.graph(alone);
  const ids: string[] = [];
  for (let run = 0; run < 4; run += 1) ids.push(await platform.start(line, { x: run }));
  await platform.stack.worker.restart();
  for (const [place, id] of ids.entries()) {
    const waits = { position: place, blocked_by: "graph_limit", limit: 1 };
    expect((await shown(id)).queued ?? null).toEqual(place === 0 ? null : waits);
  }
  await platform.call("POST", `/api/v2/executions/${ids[1]}/stop`);
  expect((await shown(ids[2] ?? "")).queued).toMatchObject({ position: 1 });
  outside.open();
  const ends = await Promise.all(ids.map((id) => platform.ended(id)));
  expect(ends.map(({ status }) => status)).toEqual(["COMPLETED", "TERMINATED", "COMPLETED", "COMPLETED"]);
  const times = ends.filter(({ status }) => status === "COMPLETED").map((run) => Times.parse(run));
  for (const [index, { started_at }] of times.slice(1).entries())
    expect(Date.parse(started_at)).toBeGreaterThanOrEqual(Date.parse(times[index]?.ended_at ?? ""));
  expect(await lastingRowProblems(platform, ids)).toEqual([]);
}, 60_000);
