import { afterAll, expect, it } from "vitest";
import { requestChain, startOutside, startPlatform } from "./platform.ts";

const RUNS = Number(process.env["FAULT_RUNS"] ?? 60);
const KILLS = Number(process.env["FAULT_KILLS"] ?? 6);
const NODES = 5;
const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);

const outside = await startOutside(20);
const platform = await startPlatform({
  env: { EGRESS_ALLOW: "127.0.0.1", LEASE_MS: "3000", WAKE_TIMEOUT_MS: "3000" },
  chaos: { seed, duplicate: 0.1 },
});
afterAll(async () => {
  await platform.stop();
  outside.stop();
});

it(`E1 E3: runs of ${NODES} effects end whole though the worker is killed ${KILLS} times (seed ${seed})`, async () => {
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
}, 180_000);

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
