import * as z from "zod";
import { block } from "../block.ts";
import { given, inputCategories, inputPins, textValue } from "./input-pins.ts";

export const agentShortTextInput = block({
  id: "7fcd3bcb-8e1b-4e69-903d-32d3d4a92158",
  name: "AgentShortTextInputBlock",
  description: "A line of text that a run of the agent is started with.",
  categories: inputCategories,
  kind: "INPUT",
  pure: true,
  staticOutput: true,
  input: () => z.object({ ...inputPins(), value: textValue("short-text") }),
  output: () => z.object({ result: z.string().describe("The text") }),
  run: ({ value }) => given(value),
  examples: [
    { input: { name: "x", value: "hello" }, yields: { result: ["hello"] } },
    { input: { name: "x" }, yields: {} },
  ],
});
