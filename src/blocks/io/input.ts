import * as z from "zod";
import { block } from "../block.ts";
import { anyValue } from "../pins.ts";
import { inputCategories, inputPins } from "./input-pins.ts";

export const agentInput = block({
  id: "c0a8e994-ebf1-4a9c-a4d8-89d09c86741b",
  name: "AgentInputBlock",
  description: "A value that a run of the agent is started with.",
  categories: inputCategories,
  kind: "INPUT",
  pure: true,
  staticOutput: true,
  input: () =>
    z.object({
      ...inputPins(),
      value: anyValue().optional().describe("The value, or its default when it stands in the graph"),
    }),
  output: () => z.object({ result: anyValue().describe("The value") }),
  *run({ value }) {
    if (value !== undefined) yield ["result", value];
  },
  examples: [
    { input: { name: "x", value: { a: [1] } }, yields: { result: [{ a: [1] }] } },
    { input: { name: "x" }, yields: {} },
  ],
});
