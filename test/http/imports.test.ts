import { describe, expect, it } from "vitest";
import type { JsonObject } from "#lib/json.ts";
import { BLOCK, graphOf, link, node } from "../graphs.ts";
import { person, session, world } from "../world.ts";

const { api } = await world();
const ada = await session(person("ada"));

const create = async (graph: JsonObject) => {
  const answer = await api(ada).post("/api/v2/builder/graphs", graph);
  expect(answer.status).toBe(201);
  return answer.body;
};
const get = async (id: unknown) => (await api(ada).get(`/api/v2/builder/graphs/${id}`)).body;
const execute = (id: unknown, inputs: object = {}) =>
  api(ada).post(`/api/v2/builder/graphs/${id}/execute`, { input_data: inputs });

describe("a graph with pin names of an old export", () => {
  const old = graphOf(
    "Old",
    [
      node("choices", BLOCK.input, { name: "choices" }),
      node("color", BLOCK.dropdown, { name: "color", placeholder_values: ["red", "blue"] }),
      node("both", BLOCK.dropdown, { name: "both", placeholder_values: ["old"], options: ["new"] }),
      node("out", BLOCK.output, { name: "out" }),
    ],
    [
      link("choices", "result", "both", "placeholder_values"),
      link("choices", "result", "color", "placeholder_values_$_0"),
      link("color", "result", "out", "value"),
    ],
  );

  it("has today's names from then on, in nodes, links and its inputs", async () => {
    const graph = await get((await create(old))["id"]);
    expect(graph["nodes"]).toMatchObject([
      {},
      { input_default: { name: "color", options: ["red", "blue"] } },
      { input_default: { name: "both", options: ["new"] } },
      {},
    ]);
    expect(JSON.stringify(graph)).not.toContain("placeholder_values");
    expect(graph["links"]).toMatchObject([{ sink_name: "options" }, { sink_name: "options_$_0" }, {}]);
    expect(graph["input_schema"]).toMatchObject({ properties: { color: { enum: ["red", "blue"] } } });
  });

  it("runs", async () => {
    const { id } = await create(old);
    expect((await execute(id, { choices: [], color: "red", both: "new" })).status).toBe(200);
  });

  it("gets today's names when it is saved again", async () => {
    const { id } = await create(graphOf("Empty", []));
    const saved = await api(ada).put(`/api/v2/builder/graphs/${id}`, old);
    expect(saved.text).not.toContain("placeholder_values");
  });
});

describe("a graph with a block that is not here", () => {
  const UNKNOWN = "11111111-2222-4333-8444-555555555555";
  const imported = graphOf(
    "Imported",
    [
      node("in", BLOCK.input, { name: "x" }),
      node("strange", UNKNOWN, { secret_sauce: [1, 2] }),
      node("out", BLOCK.output, { name: "y" }),
    ],
    [link("in", "result", "strange", "sauce"), link("strange", "result", "out", "value")],
  );

  it("keeps it, with its input and its links", async () => {
    const graph = await get((await create(imported))["id"]);
    expect(graph["nodes"]).toMatchObject([
      { id: "in" },
      { id: "strange", block_id: UNKNOWN, input_default: { secret_sauce: [1, 2] } },
      { id: "out" },
    ]);
    expect(graph["links"]).toMatchObject([
      { sink_id: "strange", sink_name: "sauce" },
      { source_id: "strange" },
    ]);
  });

  it("cannot run, and is told which block is missing", async () => {
    const answer = await execute((await create(imported))["id"]);
    expect(answer).toMatchObject({
      status: 422,
      body: {
        error: {
          details: {
            issues: [{ path: "nodes[1].block_id", message: `There is no block ${UNKNOWN}` }],
          },
        },
      },
    });
  });
});
