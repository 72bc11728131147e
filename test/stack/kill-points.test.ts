import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { bundleWorker } from "../../local/worker-bundle.ts";
import { query } from "../database.ts";
import { BLOCK, type GraphJson, requestChain, startOutside, startPlatform } from "./platform.ts";
import { lastingRowProblems } from "./rows.ts";

/** Where the Worker ends next, and at which time that it comes there. */
let armed: { point: string; visits: number } | null = null;
const points = createServer((request, response) => {
  const point = decodeURIComponent(request.url?.slice(1) ?? "");
  if (armed?.point !== point) return void response.end();
  armed.visits -= 1;
  if (armed.visits > 0) return void response.end();
  armed = null;
  platform.stack.worker.kill("SIGKILL");
});
await new Promise<void>((listening) => points.listen(0, "127.0.0.1", listening));
const address = points.address();
if (address === null || typeof address === "string") throw new Error("There is no port");

const outside = await startOutside();
const platform = await startPlatform({
  entry: join(import.meta.dirname, "builds/named-points.ts"),
  env: {
    EGRESS_ALLOW: "127.0.0.1",
    LEASE_MS: "2500",
    WAKE_TIMEOUT_MS: "2000",
    POINTS_URL: `http://127.0.0.1:${address.port}`,
    EFFECTS_URL: outside.url,
  },
});
afterAll(async () => {
  await platform.stop();
  outside.stop();
  points.close();
});

const { databaseUrl } = platform.stack;
const ORCHESTRATOR = "3b191d9f-356f-482d-8238-ba04b6d18381";
const Started = z.object({ execution_id: z.uuid() });

/** Starts a run as a careful client does: again, under the same key, until it is told that it began. */
async function start(graph: string): Promise<string> {
  const key = { "Idempotency-Key": graph };
  for (;;) {
    const path = `/api/v2/builder/graphs/${graph}/execute`;
    const answer = await platform.call("POST", path, { input_data: { x: "it" } }, key).catch(() => null);
    if (answer?.status === 200) return Started.parse(answer.body).execution_id;
    // Who took the key and died has it for a minute: this is the minute.
    const minute = "taken_at = taken_at - interval '1 minute'";
    await query(databaseUrl, `update idempotency_keys set ${minute} where answer is null`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe.each<[point: string, visit: number, effects: [number, number]]>([
  ["before insert", 1, [1, 1]],
  ["after insert", 1, [1, 1]],
  ["after commit of start", 1, [1, 1]],
  ["before publish", 1, [1, 1]],
  ["after publish", 1, [1, 1]],
  ["after commit of take", 1, [1, 1]],
  ["before effect", 1, [1, 1]],
  // The one thing that nobody can take back: it is done again, under the same key.
  ["after effect", 1, [2, 1]],
  ["after commit of report", 1, [1, 1]],
  ["after effect", 2, [1, 2]],
  ["after commit of report", 2, [1, 1]],
  ["before rows", 1, [1, 1]],
  ["after rows", 1, [1, 1]],
])("a SIGKILL %s, at visit %d", (point, visit, effects) => {
  it("leaves one run, whole, whose effects are done as often as they must be (E1, E3, E5)", async () => {
    const graph = await platform.graph(requestChain(2, outside.url));
    armed = { point, visits: visit };
    const id = await start(graph);
    const { status, outputs } = await platform.ended(id);
    expect({ status, outputs }).toEqual({ status: "COMPLETED", outputs: { y: ["it"] } });
    expect(await lastingRowProblems(platform, [id])).toEqual([]);
    await expect.poll(() => armed, { timeout: 10_000 }).toBeNull();
    const calls = [1, 2].map((node) => outside.calls.get(`${id}:request-${node}#1:1`));
    expect(calls).toEqual(effects);
    const runs = await query(databaseUrl, `select id from executions where graph_id = '${graph}'`);
    expect(runs).toHaveLength(1);
  });
});

/** An agent that orders twice, each time by a tool that asks the world, and then says so. */
const orderingTwice = (prompt: string, url: string): GraphJson => ({
  name: "Orders twice",
  nodes: [
    { id: "in", block_id: BLOCK.input, input_default: { name: "x" } },
    {
      id: "agent",
      block_id: ORCHESTRATOR,
      input_default: { prompt: `${prompt} {{ x }}`, agent_mode_max_iterations: -1 },
    },
    ...["one", "two"].map((id) => ({
      id,
      block_id: BLOCK.request,
      input_default: { url, method: "POST" },
      metadata: { customized_name: id },
    })),
    { id: "out", block_id: BLOCK.output, input_default: { name: "said" } },
  ],
  links: [
    { source_id: "in", source_name: "result", sink_id: "agent", sink_name: "prompt_values_#_x" },
    ...["one", "two"].map((id) => ({
      source_id: "agent",
      source_name: `tools_^_${id}_~_body_#_order`,
      sink_id: id,
      sink_name: "body_#_order",
    })),
    { source_id: "agent", source_name: "finished", sink_id: "out", sink_name: "value" },
  ],
});

describe.each<[point: string, visit: number, effects: [number, number], asked: number]>([
  // The model's first answer and the first tool's result are on record; the second answer is asked for again or is there.
  ["after effect", 1, [2, 1], 3],
  ["after commit of report", 2, [1, 1], 3],
  ["after commit of report", 3, [1, 1], 3],
  ["before effect", 2, [1, 1], 3],
  ["after effect", 2, [1, 2], 3],
])("a SIGKILL %s, at visit %d, of an agent's own loop", (point, visit, effects, asked) => {
  it("goes on from what is on record: tools and models are not asked again for that", async () => {
    const { models } = platform.stack;
    const prompt = `Order twice, ${point} ${visit}.`;
    const call = (name: string) => ({ calls: [{ name, arguments: { body_order: name } }] });
    models.scripts.push({ when: prompt, answers: [call("one"), call("two"), { text: "Ordered." }] });
    const graph = await platform.graph(orderingTwice(prompt, outside.url));
    armed = { point, visits: visit };
    const id = await start(graph);
    const { status, outputs } = await platform.ended(id);
    expect({ status, outputs }).toEqual({ status: "COMPLETED", outputs: { said: ["Ordered."] } });
    expect(armed).toBeNull();
    expect(["0.0", "1.0"].map((round) => outside.calls.get(`${id}:agent#1:1:${round}`))).toEqual(effects);
    const questions = models.asked.filter(({ question }) => JSON.stringify(question).includes(prompt));
    expect(questions).toHaveLength(asked);
    expect(await lastingRowProblems(platform, [id])).toEqual([]);
  });
});

it("is met in a build of tests only: the Worker knows nothing of such points", async () => {
  const outDir = await mkdtemp(join(tmpdir(), "gossamer-points-"));
  const { mainModule } = await bundleWorker({ outDir });
  const text = await readFile(join(outDir, mainModule), "utf8");
  await rm(outDir, { recursive: true });
  expect(text).toContain("ExecutionObject");
  expect(text).not.toMatch(/POINTS_URL|after commit of/);
});
