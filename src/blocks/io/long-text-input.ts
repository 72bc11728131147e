import * as z from "zod";
import { block } from "../block.ts";
import { given, inputCategories, inputPins, textValue } from "./input-pins.ts";

export const agentLongTextInput = block({
  id: "90a56ffb-7024-4b2b-ab50-e26c5e5ab8ba",
  name: "AgentLongTextInputBlock",
  description: "A longer text that a run of the agent is started with.",
  categories: inputCategories,
  kind: "INPUT",
  pure: true,
  staticOutput: true,
  input: () => z.object({ ...inputPins(), value: textValue("long-text") }),
  output: () => z.object({ result: z.string().describe("The text") }),
  run: ({ value }) => given(value),
  examples: [
    { input: { name: "x", value: "one\ntwo" }, yields: { result: ["one\ntwo"] } },
    { input: { name: "x" }, yields: {} },
  ],
});
