import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { bundleWorker } from "../../local/worker-bundle.ts";
import { query } from "../database.ts";
import { requestChain, startOutside, startPlatform } from "./platform.ts";
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

it("is met in a build of tests only: the Worker knows nothing of such points", async () => {
  const outDir = await mkdtemp(join(tmpdir(), "gossamer-points-"));
  const { mainModule } = await bundleWorker({ outDir });
  const text = await readFile(join(outDir, mainModule), "utf8");
  await rm(outDir, { recursive: true });
  expect(text).toContain("ExecutionObject");
  expect(text).not.toMatch(/POINTS_URL|after commit of/);
});
