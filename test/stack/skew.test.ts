import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { query } from "../database.ts";
import { followThrough } from "./follow.ts";
import { BLOCK, type GraphJson, requestChain, startOutside, startPlatform } from "./platform.ts";
import { lastingRowProblems } from "./rows.ts";

const Times = z.looseObject({ created_at: z.string(), started_at: z.string(), ended_at: z.string() });

const pause: GraphJson = {
  name: "Pause",
  nodes: [
    { id: "wait", block_id: BLOCK.timer, input_default: { seconds: 1, input_message: "it" } },
    { id: "out", block_id: BLOCK.output, input_default: { name: "y" } },
  ],
  links: [{ source_id: "wait", source_name: "output_message", sink_id: "out", sink_name: "value" }],
};

describe.each([10, -10])(
  "on a machine whose clock is %d minutes ahead of the queue's and Postgres'",
  async (minutes) => {
    const skew = minutes * 60_000;
    const outside = await startOutside();
    const platform = await startPlatform({
      entry: join(import.meta.dirname, "builds/skewed.ts"),
      env: { EGRESS_ALLOW: "127.0.0.1", LEASE_MS: "2500", WAKE_TIMEOUT_MS: "2000", SKEW_MS: String(skew) },
    });
    afterAll(async () => {
      await platform.stop();
      outside.stop();
    });
    const graphs = [
      await platform.graph(pause),
      ...(await Promise.all([1, 2, 3].map((length) => platform.graph(requestChain(length, outside.url))))),
    ];

    it("every run ends in its time, and its times are those of that clock", async () => {
      const before = Date.now() + skew;
      const ids = await Promise.all(graphs.map((graph) => platform.start(graph, { x: "it" })));
      const followed = await Promise.all(ids.map((id) => followThrough(platform, id)));
      for (const [index, id] of ids.entries()) {
        const run = await platform.ended(id);
        expect(run).toMatchObject({ status: "COMPLETED", outputs: { y: ["it"] } });
        const { created_at, started_at, ended_at } = Times.parse(run);
        const after = Date.now() + skew;
        const times = [before - 1000, ...[created_at, started_at, ended_at].map(Date.parse), after + 1000];
        expect(times.toSorted((a, b) => a - b)).toEqual(times);
        expect(followed[index]?.events.at(-1)?.type).toBe("execution.completed");
      }
      expect(await lastingRowProblems(platform, ids)).toEqual([]);
    }, 60_000);

    it("a run goes on after its worker was killed in the middle", async () => {
      outside.close();
      const id = await platform.start(graphs[2] ?? "", { x: "it" });
      await expect.poll(() => outside.calls.has(`${id}:request-1#1:1`)).toBe(true);
      platform.stack.worker.kill("SIGKILL");
      outside.open();
      expect(await platform.ended(id)).toMatchObject({ status: "COMPLETED", outputs: { y: ["it"] } });
      expect(await lastingRowProblems(platform, [id])).toEqual([]);
    }, 60_000);

    it("a request under a key is answered once, and no run is swept before its time", async () => {
      const graph = graphs[0] ?? "";
      const path = `/api/v2/builder/graphs/${graph}/execute`;
      const key = { "Idempotency-Key": "once" };
      const answers = [1, 2].map(() => platform.call("POST", path, { input_data: {} }, key));
      const [first, second] = [await answers[0], await answers[1]];
      const again = await platform.call("POST", path, { input_data: {} }, key);
      const bodies = [first, second, again].filter((answer) => answer?.status === 200);
      expect(new Set(bodies.map((answer) => JSON.stringify(answer?.body))).size).toBe(1);
      expect(again.headers.get("idempotency-replayed")).toBe("true");
      await platform.stack.worker.cron("* * * * *");
      const swept = "select id from executions where status = 'FAILED'";
      expect(await query(platform.stack.databaseUrl, swept)).toEqual([]);
      await expect.poll(() => platform.violations()).toEqual([]);
    }, 60_000);
  },
);
