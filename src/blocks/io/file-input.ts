import * as z from "zod";
import { block } from "../block.ts";
import { isDataUri, toDataUri } from "../data-uri.ts";
import { advanced } from "../pins.ts";
import { inputCategories, inputPins } from "./input-pins.ts";

export const agentFileInput = block({
  id: "95ead23f-8283-4654-aef3-10c053b74a31",
  name: "AgentFileInputBlock",
  description: "A file that a run of the agent is started with.",
  categories: inputCategories,
  kind: "INPUT",
  pure: false,
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
  output: () => z.object({ result: z.string().describe("The file, as it was given or as a data URI") }),
  async *run({ value, base_64 }, { files }) {
    if (value === undefined) return;
    yield ["result", base_64 && !isDataUri(value) ? toDataUri(await files.read(value)) : value];
  },
  examples: [
    {
      input: { name: "x", value: "data:text/plain;base64,aGk=" },
      yields: { result: ["data:text/plain;base64,aGk="] },
    },
    { input: { name: "x" }, yields: {} },
    {
      input: { name: "x", value: "https://example.com/a.png", base_64: true },
      files: { "https://example.com/a.png": "data:image/png;base64,AP8=" },
      yields: { result: ["data:image/png;base64,AP8="] },
    },
  ],
});
