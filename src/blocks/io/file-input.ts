import * as z from "zod";
import { BlockError, block } from "../block.ts";
import { advanced } from "../pins.ts";
import { inputCategories, inputPins } from "./input-pins.ts";

export const agentFileInput = block({
  id: "95ead23f-8283-4654-aef3-10c053b74a31",
  name: "AgentFileInputBlock",
  description: "A file that a run of the agent is started with.",
  categories: inputCategories,
  kind: "INPUT",
  pure: true,
  staticOutput: true,
  input: () =>
    z.object({
      ...inputPins(),
      value: z
        .string()
        .optional()
        .meta({ description: "The file as a URL, a data URI or a workspace reference", format: "file" }),
      base_64: z.boolean().default(false).meta(advanced("Whether the file is handed on as a data URI")),
    }),
  output: () => z.object({ result: z.string().describe("The file, as it was given") }),
  *run({ value, base_64 }) {
    if (value === undefined) return;
    if (base_64 && !value.startsWith("data:")) {
      throw new BlockError("A file can be handed on as a data URI only when it was given as one");
    }
    yield ["result", value];
  },
  examples: [
    {
      input: { name: "x", value: "data:text/plain;base64,aGk=" },
      yields: { result: ["data:text/plain;base64,aGk="] },
    },
    { input: { name: "x" }, yields: {} },
    {
      input: { name: "x", value: "https://example.com/a.png", base_64: true },
      yields: { error: ["A file can be handed on as a data URI only when it was given as one"] },
    },
  ],
});
