import * as z from "zod";
import { block } from "../block.ts";
import { anyList } from "../pins.ts";
import { given, inputCategories, inputPins } from "./input-pins.ts";

export const agentDropdownInput = block({
  id: "655d6fdf-a334-421c-b733-520549c07cd1",
  name: "AgentDropdownInputBlock",
  description: "A choice from a list that a run of the agent is started with.",
  categories: inputCategories,
  kind: "INPUT",
  pure: true,
  staticOutput: true,
  renamedPins: { placeholder_values: "options" },
  input: () =>
    z.object({
      ...inputPins(),
      value: z.string().optional().describe("The choice, or its default when it stands in the graph"),
      options: anyList().default([]).describe("What there is to choose from; empty for any text"),
    }),
  output: () => z.object({ result: z.string().describe("The choice") }),
  run: ({ value }) => given(value),
  examples: [
    { input: { name: "x", options: ["a", "b"], value: "b" }, yields: { result: ["b"] } },
    { input: { name: "x", options: ["a", "b"] }, yields: {} },
  ],
});
