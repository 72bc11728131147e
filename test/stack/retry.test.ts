import { createServer } from "node:http";
import { afterAll, describe, expect, it } from "vitest";
import * as z from "zod";
import type { LogEntry } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import { type Difference, replay } from "../../local/replay/replay.ts";
import { BLOCK, type GraphJson, startPlatform } from "./platform.ts";

/** Answers its path; `/flaky` hangs up until it is well. Counts calls by path. */
const calls = new Map<string, number>();
let isWell = false;
const outside = createServer((request, response) => {
  const path = request.url ?? "";
  calls.set(path, (calls.get(path) ?? 0) + 1);
  if (path === "/flaky" && !isWell) {
    request.socket.destroy();
    return;
  }
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ path }));
});
await new Promise<void>((listening) => outside.listen(0, "127.0.0.1", listening));
const address = outside.address();
const origin = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;

const platform = await startPlatform({ env: { EGRESS_ALLOW: "127.0.0.1" } });
afterAll(async () => {
  await platform.stop();
  outside.close();
});

const request = (id: string, path: string) => ({
  id,
  block_id: BLOCK.request,
  input_default: { url: origin + path, method: "POST" },
  metadata: { retry: { max_attempts: 2, initial_ms: 10 } },
});

/** charge → flaky → mail → out */
const graph: GraphJson = {
  name: "Order",
  nodes: [
    request("charge", "/charge"),
    request("flaky", "/flaky"),
    request("mail", "/mail"),
    { id: "out", block_id: BLOCK.output, input_default: { name: "mailed" } },
  ],
  links: [
    { source_id: "charge", source_name: "response_#_path", sink_id: "flaky", sink_name: "body_#_x" },
    { source_id: "flaky", source_name: "response_#_path", sink_id: "mail", sink_name: "body_#_x" },
    { source_id: "mail", source_name: "response_#_path", sink_id: "out", sink_name: "value" },
  ],
};

const Bundle = z.object({ plan: z.custom<Plan>(), log: z.array(z.custom<LogEntry>()) });

const Letters = z.object({ dead_letters: z.array(z.looseObject({ id: z.string() })) });

/** Replays a run from its bundle. */
async function replayed(id: string): Promise<Difference | null> {
  const { body } = await platform.call("GET", `/api/v2/executions/${id}/bundle`);
  const { plan, log } = Bundle.parse(body);
  return replay(plan, log);
}

const Retried = z.object({ execution_id: z.string(), retry_of: z.string() });

const retry = async (id: string, body: object = {}) => {
  const answer = Retried.parse((await platform.call("POST", `/api/v2/executions/${id}/retry`, body)).body);
  return platform.ended(answer.execution_id);
};

describe("a run that failed on its way", () => {
  it("is done again from where it failed when the outside is well, and nothing else is", async () => {
    const id = await platform.start(await platform.graph(graph));
    const failed = await platform.ended(id);
    expect(failed.outputs).toEqual({});
    expect(Object.fromEntries(calls)).toEqual({ "/charge": 1, "/flaky": 2 });

    const letters = await platform.call("GET", "/api/v2/dead-letters");
    expect(letters.body).toMatchObject({
      dead_letters: [{ execution_id: id, node_id: "flaky", attempts: 2 }],
    });
    const [letter] = Letters.parse(letters.body).dead_letters;
    const told = await platform.call("GET", `/api/v2/dead-letters/${letter?.id}`);
    expect(told.body).toMatchObject({ input_data: { "body_#_x": "/charge" }, history: [{}, {}] });

    isWell = true;
    const again = await retry(id);
    expect(again).toMatchObject({ status: "COMPLETED", outputs: { mailed: ["/mail"] }, retry_of: id });
    expect(Object.fromEntries(calls)).toEqual({ "/charge": 1, "/flaky": 3, "/mail": 1 });

    const forked = await retry(again.id, {
      from_node: "mail",
      input_overrides: { url: `${origin}/letter` },
    });
    expect(forked.outputs).toEqual({ mailed: ["/letter"] });
    expect(Object.fromEntries(calls)).toEqual({ "/charge": 1, "/flaky": 3, "/mail": 1, "/letter": 1 });

    for (const each of [failed, again, forked]) expect(await replayed(each.id)).toBeNull();
  }, 90_000);
});
