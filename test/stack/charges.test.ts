import { afterAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { knownModels } from "#blocks/ai/model-table.ts";
import { BLOCK, type GraphJson, startPlatform } from "./platform.ts";

const platform = await startPlatform();
afterAll(() => platform.stop());

const TEXT_GENERATOR = "1f292d4a-41a4-4977-9684-7c8d560b9f91";
const STEP = "f66a3543-28d3-4ab5-8945-9b336371e2ce";
const MODEL = "gpt-4o";
const TOPICS = Array.from({ length: 12 }, (_, index) => `verse ${index} ${"of the sea ".repeat(index * 20)}`);

const Stats = z.looseObject({
  cost: z.number(),
  input_token_count: z.number(),
  output_token_count: z.number(),
  llm_call_count: z.number(),
});

/** Twelve verses at once, each of which may cost half of a cent, in a run that may cost `maxCost`. */
const poet = (maxCost: number, nodeCost = 0.005): GraphJson => ({
  name: "Poet",
  settings: { max_cost: maxCost },
  nodes: [
    { id: "topics", block_id: STEP, input_default: { items: TOPICS } },
    {
      id: "poet",
      block_id: TEXT_GENERATOR,
      input_default: { prompt: "Write {{ topic }}", model: MODEL },
      metadata: { max_cost: nodeCost },
    },
    { id: "out", block_id: BLOCK.output, input_default: { name: "verses" } },
  ],
  links: [
    { source_id: "topics", source_name: "item", sink_id: "poet", sink_name: "prompt_values_#_topic" },
    { source_id: "poet", source_name: "response", sink_id: "out", sink_name: "value" },
  ],
});

/** What a node execution cost by the list prices of the model, in US dollars. */
function priceOf({ input_token_count, output_token_count }: z.infer<typeof Stats>): number {
  const facts = knownModels().find(({ name }) => name === MODEL);
  const micros =
    input_token_count * (facts?.inputPrice ?? 0) + output_token_count * (facts?.outputPrice ?? 0);
  return Math.ceil(micros) / 1_000_000;
}

const micros = (dollars: number): number => Math.round(dollars * 1_000_000);
const sum = (amounts: readonly number[]): number => amounts.reduce((all, one) => all + micros(one), 0);

/** A run of that budget at its end: its own stats, those in the list, and those of the nodes that asked the model. */
async function charged(maxCost: number, nodeCost?: number) {
  const graph = await platform.graph(poet(maxCost, nodeCost));
  const id = await platform.start(graph);
  const execution = await platform.ended(id, 60_000);
  const nodes = execution.node_executions.map((node) => Stats.parse(node["stats"]));
  const listed = async () => {
    const { body } = await platform.call("GET", `/api/v2/executions?graph_id=${graph}`);
    return z.object({ executions: z.array(z.looseObject({ id: z.string(), stats: Stats })) }).parse(body);
  };
  return { execution, stats: Stats.parse(execution["stats"]), nodes, listed };
}

describe("a run with a budget of money", () => {
  it("costs what its calls cost by the list, to the micro-dollar, though many want to begin at once", async () => {
    const { execution, stats, nodes, listed } = await charged(0.02);
    expect(execution).toMatchObject({ status: "COMPLETED" });
    expect(execution.outputs["verses"]).toHaveLength(TOPICS.length);
    const asked = nodes.filter(({ llm_call_count }) => llm_call_count > 0);
    expect(asked).toHaveLength(TOPICS.length);
    for (const node of asked) {
      expect(node.cost).toBeGreaterThan(0);
      expect(micros(node.cost)).toBe(micros(priceOf(node)));
    }
    expect(micros(stats.cost)).toBe(sum(asked.map(({ cost }) => cost)));
    expect(stats.cost).toBeLessThanOrEqual(0.02);
    expect(stats.llm_call_count).toBe(TOPICS.length);
    await expect.poll(listed).toMatchObject({ executions: [{ id: execution.id, stats }] });
  });

  it("asks for no longer an answer than a node may cost", async () => {
    const { execution, nodes } = await charged(0.02, 0.0004);
    expect(execution).toMatchObject({ status: "COMPLETED" });
    const asked = nodes.filter(({ llm_call_count }) => llm_call_count > 0);
    expect(asked.length).toBeGreaterThan(0);
    for (const { cost } of asked) expect(micros(cost)).toBeLessThanOrEqual(400);
    const errors = execution.node_executions.flatMap(({ error }) =>
      typeof error === "string" ? [error] : [],
    );
    expect(errors).toHaveLength(TOPICS.length - (execution.outputs["verses"]?.length ?? 0));
    expect(new Set(errors.map((error) => error.split(" ")[0]))).toEqual(new Set(["The", "Of"]));
  });

  it("ends before it would cost more, and says so", async () => {
    const { execution, stats, nodes, listed } = await charged(0.0062);
    expect(execution).toMatchObject({
      status: "FAILED",
      error: { code: "BUDGET_EXCEEDED", node_id: "poet" },
    });
    expect(stats.cost).toBeGreaterThan(0);
    expect(stats.cost).toBeLessThanOrEqual(0.0062);
    expect(micros(stats.cost)).toBe(sum(nodes.map(({ cost }) => cost)));
    await expect.poll(listed).toMatchObject({ executions: [{ id: execution.id, stats }] });
  });
});
