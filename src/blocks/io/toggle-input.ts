import * as z from "zod";
import { block } from "../block.ts";
import { inputCategories, inputPins } from "./input-pins.ts";

export const agentToggleInput = block({
  id: "cbf36ab5-df4a-43b6-8a7f-f7ed8652116e",
  name: "AgentToggleInputBlock",
  description: "A yes or no that a run of the agent is started with.",
  categories: inputCategories,
  kind: "INPUT",
  pure: true,
  staticOutput: true,
  input: () =>
    z.object({
      ...inputPins(),
      value: z.boolean().default(false).describe("The answer, or its default when it stands in the graph"),
    }),
  output: () => z.object({ result: z.boolean().describe("The answer") }),
  *run({ value }) {
    yield ["result", value];
  },
  examples: [
    { input: { name: "x", value: true }, yields: { result: [true] } },
    { input: { name: "x" }, yields: { result: [false] } },
  ],
});
