import * as z from "zod";
import { block } from "../block.ts";
import { given, inputCategories, inputPins } from "./input-pins.ts";

export const agentNumberInput = block({
  id: "96dae2bb-97a2-41c2-bd2f-13a3b5a8ea98",
  name: "AgentNumberInputBlock",
  description: "A whole number that a run of the agent is started with.",
  categories: inputCategories,
  kind: "INPUT",
  pure: true,
  staticOutput: true,
  input: () =>
    z.object({
      ...inputPins(),
      value: z.int().optional().describe("The number, or its default when it stands in the graph"),
    }),
  output: () => z.object({ result: z.int().describe("The number") }),
  run: ({ value }) => given(value),
  examples: [
    { input: { name: "x", value: 42 }, yields: { result: [42] } },
    { input: { name: "x" }, yields: {} },
  ],
});
