import * as z from "zod";
import { block } from "../block.ts";
import { toDataUri } from "../data-uri.ts";
import { advanced } from "../pins.ts";

export const fileStore = block({
  id: "cbb50872-625b-42f0-8203-a2ae78242d8a",
  name: "FileStoreBlock",
  description: "Keeps a file in the workspace, so that other blocks can read it.",
  categories: ["BASIC", "MULTIMEDIA"],
  pure: false,
  staticOutput: true,
  input: () =>
    z.object({
      file_in: z.string().meta({
        description: "The file as an http(s) address, a data URI or a workspace reference",
        format: "file",
      }),
      base_64: z.boolean().default(false).meta(advanced("Whether the file is handed on as a data URI")),
    }),
  output: () =>
    z.object({ file_out: z.string().describe("A workspace reference to the file, or its data URI") }),
  async *run({ file_in, base_64 }, { files }) {
    const file = await files.read(file_in);
    if (base_64) yield ["file_out", toDataUri(file)];
    else yield ["file_out", file_in.startsWith("workspace://") ? file_in : await files.write(file)];
  },
  examples: [
    {
      input: { file_in: "https://example.com/a.txt" },
      files: { "https://example.com/a.txt": "hello" },
      yields: { file_out: ["workspace://1"] },
    },
    {
      input: { file_in: "workspace://a" },
      files: { "workspace://a": "hello" },
      yields: { file_out: ["workspace://a"] },
    },
    {
      input: { file_in: "workspace://a", base_64: true },
      files: { "workspace://a": "data:image/png;base64,AP8=" },
      yields: { file_out: ["data:image/png;base64,AP8="] },
    },
    { input: { file_in: "workspace://gone" }, yields: { error: ["There is no file workspace://gone"] } },
    {
      input: { file_in: "data:text/plain" },
      yields: { error: ["The data URI has no comma before its data"] },
    },
  ],
});
