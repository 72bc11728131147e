import * as z from "zod";
import { block } from "../block.ts";
import { anyDict } from "../pins.ts";
import { inputCategories, inputPins } from "./input-pins.ts";

export const agentTableInput = block({
  id: "5603b273-f41e-4020-af7d-fbc9c6a8d928",
  name: "AgentTableInputBlock",
  description: "A table that a run of the agent is started with.",
  categories: inputCategories,
  kind: "INPUT",
  pure: true,
  staticOutput: true,
  input: () =>
    z.object({
      ...inputPins(),
      value: z
        .array(anyDict())
        .optional()
        .meta({ description: "The rows, each a dictionary of column and value", format: "table" }),
      column_headers: z
        .array(z.string())
        .default(["Column 1", "Column 2", "Column 3"])
        .describe("The columns that forms offer"),
    }),
  output: () => z.object({ result: z.array(anyDict()).describe("The rows") }),
  *run({ value }) {
    if (value !== undefined) yield ["result", value];
  },
  examples: [
    {
      input: { name: "x", value: [{ Name: "Ada", Age: 36 }] },
      yields: { result: [[{ Name: "Ada", Age: 36 }]] },
    },
    { input: { name: "x" }, yields: {} },
  ],
});
