import { describe, expect, it } from "vitest";
import { orchestrator } from "#blocks/ai/orchestrator.ts";
import { calculator } from "#blocks/logic/calculator.ts";
import { planOf } from "../engine/plan-of.ts";

const planWith = (feeds: { [pin: string]: string[] }) =>
  planOf("tools", {
    model: { blockId: orchestrator.id, defaults: { prompt: "Add" }, feeds },
    sum: { blockId: calculator.id, defaults: { operation: "Add" } },
  });

describe("tools of a node", () => {
  it("are the nodes that its tool pins lead to, each once, with the pins that are fed", () => {
    const plan = planWith({ "tools_^_sum_~_a": ["sum.a"], "tools_^_sum_~_b": ["sum.b"] });
    expect(plan.nodes["model"]?.tools).toEqual([
      {
        node: "sum",
        blockId: calculator.id,
        title: null,
        defaults: { operation: "Add" },
        pins: [
          { source: "tools_^_sum_~_a", sink: "a" },
          { source: "tools_^_sum_~_b", sink: "b" },
        ],
      },
    ]);
    expect(plan.nodes["sum"]?.tools).toBeUndefined();
  });

  it("are found behind the plain pin too, which is read as a tool pin of each link", () => {
    const plan = planWith({ tools: ["sum.a", "sum.b"] });
    expect(plan.nodes["model"]?.tools?.[0]?.pins.map(({ source }) => source)).toEqual([
      "tools_^_sum_~_a",
      "tools_^_sum_~_b",
    ]);
    expect(Object.keys(plan.nodes["model"]?.links ?? {})).toEqual(["tools_^_sum_~_a", "tools_^_sum_~_b"]);
  });
});
