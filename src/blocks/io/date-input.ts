import * as z from "zod";
import { block } from "../block.ts";
import { given, inputCategories, inputPins } from "./input-pins.ts";

export const agentDateInput = block({
  id: "7e198b09-4994-47db-8b4d-952d98241817",
  name: "AgentDateInputBlock",
  description: "A date that a run of the agent is started with.",
  categories: inputCategories,
  kind: "INPUT",
  pure: true,
  staticOutput: true,
  input: () =>
    z.object({
      ...inputPins(),
      value: z.iso
        .date()
        .optional()
        .describe("The date as YYYY-MM-DD, or its default when it stands in the graph"),
    }),
  output: () => z.object({ result: z.iso.date().describe("The date as YYYY-MM-DD") }),
  run: ({ value }) => given(value),
  examples: [
    { input: { name: "x", value: "2025-03-19" }, yields: { result: ["2025-03-19"] } },
    { input: { name: "x" }, yields: {} },
  ],
});
