import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { requestChain, startOutside, startPlatform } from "./platform.ts";
import { lastingRowProblems } from "./rows.ts";

const RUNS = Number(process.env["FAULT_RUNS"] ?? 60);
const KILLS = Number(process.env["FAULT_KILLS"] ?? 6);
const NODES = 5;
const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);

/** Messages come this long after they were served, when some runs have ended. */
const LATE_MS = 3000;
const SKEW_MS = (seed % 2 === 0 ? 10 : -10) * 60_000;

const outside = await startOutside(20);
const platform = await startPlatform({
  entry: join(import.meta.dirname, "builds/skewed.ts"),
  env: {
    EGRESS_ALLOW: "127.0.0.1",
    LEASE_MS: "3000",
    WAKE_TIMEOUT_MS: "3000",
    SKEW_MS: String(SKEW_MS),
  },
  chaos: {
    seed,
    duplicate: 1,
    drop: 0.2,
    delay: { rate: 0.3, maxMs: 500 },
    reorder: 0.5,
    late: 0.3,
    lateMs: LATE_MS,
  },
});
afterAll(async () => {
  await platform.stop();
  outside.stop();
});

it(`E1 E3: runs of ${NODES} effects end whole though messages are doubled, lost, late and out of order, clocks are off and the worker is killed ${KILLS} times (seed ${seed})`, async () => {
  const graph = await platform.graph(requestChain(NODES, outside.url));
  const acknowledged: string[] = [];
  const submitting = submit(graph, acknowledged);
  for (let kill = 0; kill < KILLS; kill += 1) {
    await new Promise((resolve) => setTimeout(resolve, 300 + ((seed * (kill + 1)) % 700)));
    platform.stack.worker.kill("SIGKILL");
  }
  await submitting;
  expect(acknowledged.length).toBe(RUNS);
  for (const id of acknowledged) {
    const execution = await platform.ended(id, 60_000);
    expect(execution).toMatchObject({ id, status: "COMPLETED", outputs: { y: [execution.inputs["x"]] } });
    const requests = execution.node_executions.filter(({ node_id }) => node_id.startsWith("request-"));
    expect(requests.map(({ status }) => status)).toEqual(Array(NODES).fill("COMPLETED"));
    for (const { output_data } of requests) expect(output_data["response"]).toHaveLength(1);
    for (let node = 1; node <= NODES; node += 1) {
      expect(outside.calls.get(`${id}:request-${node}#1:1`)).toBeGreaterThanOrEqual(1);
    }
  }
  expect(outside.calls.size).toBeGreaterThanOrEqual(RUNS * NODES);
  const { duplicated = 0, dropped = 0 } = platform.stack.qstash?.counters() ?? {};
  expect(Math.min(duplicated, dropped)).toBeGreaterThan(0);
  // What comes after the end changes nothing.
  const calls = new Map(outside.calls);
  await new Promise((resolve) => setTimeout(resolve, LATE_MS + 1000));
  expect(new Map(outside.calls)).toEqual(calls);
  expect(await lastingRowProblems(platform, acknowledged)).toEqual([]);
}, 240_000);

/** Starts runs one after another until `RUNS` of them are acknowledged; a start that fails was never promised. */
async function submit(graph: string, acknowledged: string[]): Promise<void> {
  while (acknowledged.length < RUNS) {
    try {
      acknowledged.push(await platform.start(graph, { x: `run ${acknowledged.length}` }));
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
