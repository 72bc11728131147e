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
import { exampleBody, exampleChange, exampleChanged, exampleHeading } from "./docs-examples.ts";
import { partsOf } from "./docs-markdown.ts";
import { requestsFor } from "./docs-requests.ts";

export const googleDocsAppendMarkdown = block({
  id: "60854b69-ecbd-4188-bd89-f7966a4d3b38",
  name: "GoogleDocsAppendMarkdownBlock",
  description: "Puts formatted text, given in Markdown, at the end of a Google document.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      document: documentPin(),
      markdown: z.string().describe("What to add, in Markdown"),
      add_newline: z.boolean().default(true).describe("Whether an empty line is left before it"),
    }),
  output: () => z.object({ result: resultOut(), document: documentOut() }),
  async *run({ document: file, markdown, add_newline }, io) {
    const document = documentOf(io, file);
    const { content } = await readDocument(document);
    const index = endOf(content);
    const isApart = add_newline && index > 1;
    const before = isApart ? [{ insertText: { location: { index }, text: "\n" } }] : [];
    const place = { index: isApart ? index + 1 : index, isInside: index > 1, isAtEnd: true };
    const requests = [...before, ...requestsFor(await partsOf(markdown), place)];
    yield ["result", await changeDocument(document, requests)];
    yield ["document", file];
  },
  examples: [
    {
      input: { document: exampleFile, markdown: "# Cake", add_newline: false },
      answers: [
        exampleBody,
        exampleChange([{ insertText: { location: { index: 4 }, text: "\n" } }, ...exampleHeading("Cake", 5)]),
      ],
      yields: exampleChanged,
    },
  ],
});
