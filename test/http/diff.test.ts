import { describe, expect, it } from "vitest";
import type { Happening } from "#kernel/log.ts";
import type { Json } from "#lib/json.ts";
import { greeting } from "../graphs.ts";
import { type Caller, person, session, textOf, world } from "../world.ts";

const { api, engine } = await world();
const owner = person("ada");
const ada = await session(owner);
const eve = await session(person("eve"));
const GRAPHS = "/api/v2/builder/graphs";
const graph = textOf(await api(ada).post(GRAPHS, greeting()), "id");

const node = (node_id: string, ordinal: number, input: Json, output: Json, error?: string): Happening[] => [
  { type: "node.started", node_id, ordinal, block_id: "b", attempt: 1, input: { x: input } },
  { type: "node.output", node_id, ordinal, output_name: "y", output_data: output },
  error === undefined
    ? { type: "node.completed", node_id, ordinal }
    : { type: "node.failed", node_id, ordinal, error },
];

async function run(...happenings: Happening[]): Promise<string> {
  const answer = await api(ada).post(`${GRAPHS}/${graph}/execute`, { input_data: { who: "Eve" } });
  const executionId = textOf(answer, "execution_id");
  engine.happens({ userId: owner.id, executionId }, ...happenings);
  return executionId;
}

const diff = (a: string, b: string, caller: Caller = ada) =>
  api(caller).get(`/api/v2/executions/diff?a=${a}&b=${b}`);

describe("GET /api/v2/executions/diff", () => {
  it("says of each node whether it is the same, what changed, and what only one run has", async () => {
    const a = await run(
      ...node("same", 1, { p: 1, q: 2 }, 1),
      ...node("changed", 1, 1, 1),
      ...node("changed", 2, 2, 2),
      ...node("failing", 1, 1, 1, "No"),
      ...node("a", 1, 1, 1),
    );
    const b = await run(
      ...node("b", 1, 1, 1),
      ...node("same", 1, { q: 2, p: 1 }, 1),
      ...node("failing", 1, 1, 1),
      ...node("changed", 1, 1, 1),
      ...node("changed", 2, 3, 4),
      ...node("changed", 3, 3, 3),
    );
    const same = { ordinal: 1, result: "same", changed: [] };
    expect((await diff(a, b)).body).toMatchObject({
      a: { id: a, status: "RUNNING" },
      b: { id: b },
      nodes: [
        { node_id: "same", result: "same", changed: [], executions: [same] },
        {
          node_id: "changed",
          result: "changed",
          changed: ["input", "output"],
          executions: [
            same,
            { ordinal: 2, result: "changed", changed: ["input", "output"] },
            { ordinal: 3, result: "only_in_b", changed: [] },
          ],
        },
        { node_id: "failing", result: "changed", changed: ["status", "error"] },
        { node_id: "a", result: "only_in_a" },
        { node_id: "b", result: "only_in_b" },
      ],
    });
  });

  it.each<[string, Caller, (own: string) => [string, string], number]>([
    ["of somebody else", eve, (own) => [own, own], 404],
    ["that is not there", ada, (own) => [own, crypto.randomUUID()], 404],
    ["without an id", ada, (own) => [own, ""], 422],
  ])("refuses an execution %s", async (_what, caller, ids, status) => {
    expect((await diff(...ids(await run()), caller)).status).toBe(status);
  });
});
