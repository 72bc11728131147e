import * as z from "zod";
import { block } from "../block.ts";
import { given, inputCategories, inputPins } from "./input-pins.ts";

export const agentTimeInput = block({
  id: "2a1c757e-86cf-4c7e-aacf-060dc382e434",
  name: "AgentTimeInputBlock",
  description: "A time of day that a run of the agent is started with.",
  categories: inputCategories,
  kind: "INPUT",
  pure: true,
  staticOutput: true,
  input: () =>
    z.object({
      ...inputPins(),
      value: z.iso
        .time()
        .optional()
        .describe("The time as HH:MM or HH:MM:SS, or its default when it stands in the graph"),
    }),
  output: () => z.object({ result: z.string().meta({ format: "time" }).describe("The time of day") }),
  run: ({ value }) => given(value),
  examples: [
    { input: { name: "x", value: "14:30:00" }, yields: { result: ["14:30:00"] } },
    { input: { name: "x" }, yields: {} },
  ],
});
