import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import {
  changeDocument,
  documentOf,
  documentOut,
  documentPin,
  endOf,
  readDocument,
  resultOut,
} from "./docs.ts";
import { exampleBody } from "./docs-examples.ts";

export const googleDocsAppendPlainText = block({
  id: "ddc29d9f-78dc-4682-8787-c8a76f00cf38",
  name: "GoogleDocsAppendPlainTextBlock",
  description: "Puts text at the end of a Google document.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      document: documentPin(),
      text: z.string().describe("What to add"),
      add_newline: z.boolean().default(true).describe("Whether it begins a paragraph of its own"),
    }),
  output: () => z.object({ result: resultOut(), document: documentOut() }),
  async *run({ document: file, text, add_newline }, io) {
    const document = documentOf(io, file);
    const { content } = await readDocument(document);
    const index = endOf(content);
    const before = add_newline && index > 1 ? "\n" : "";
    yield [
      "result",
      await changeDocument(document, [{ insertText: { location: { index }, text: before + text } }]),
    ];
    yield ["document", file];
  },
  examples: [
    {
      input: { document: exampleFile, text: "Cake" },
      answers: [
        exampleBody,
        {
          method: "POST",
          url: "https://docs.googleapis.com/v1/documents/1aB:batchUpdate",
          requestBody: { requests: [{ insertText: { location: { index: 4 }, text: "\nCake" } }] },
          body: { documentId: "1aB", replies: [{}] },
        },
      ],
      yields: { result: [{ documentId: "1aB", replies: [{}] }], document: [exampleFile] },
    },
  ],
});
