import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import {
  changeDocument,
  documentOf,
  documentOut,
  documentPin,
  endOf,
  rangeOf,
  readDocument,
  resultOut,
} from "./docs.ts";
import { exampleBody, exampleChange, exampleChanged, examplePlain } from "./docs-examples.ts";
import { partsOf } from "./docs-markdown.ts";
import { replaced } from "./docs-place.ts";

export const googleDocsReplaceRangeWithMarkdown = block({
  id: "9e43a905-a918-4da0-8874-dfddd3c46953",
  name: "GoogleDocsReplaceRangeWithMarkdownBlock",
  description: "Replaces a part of a Google document by formatted text, given in Markdown.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      document: documentPin(),
      markdown: z.string().describe("What to put there, in Markdown"),
      start_index: z.int().min(1).describe("From where, in UTF-16 units; the text begins at 1"),
      end_index: z.int().min(2).describe("To where, itself excluded"),
    }),
  output: () => z.object({ result: resultOut(), document: documentOut() }),
  async *run({ document: file, markdown, start_index, end_index }, io) {
    const document = documentOf(io, file);
    const { content } = await readDocument(document);
    const { startIndex, endIndex } = rangeOf(start_index, Math.min(end_index, endOf(content)));
    const requests = replaced(content, startIndex, endIndex, await partsOf(markdown));
    yield ["result", await changeDocument(document, requests)];
    yield ["document", file];
  },
  examples: [
    {
      input: { document: exampleFile, markdown: "Hot", start_index: 1, end_index: 2 },
      answers: [
        exampleBody,
        exampleChange([
          { deleteContentRange: { range: { startIndex: 1, endIndex: 2 } } },
          { insertText: { location: { index: 1 }, text: "Hot" } },
          examplePlain(1, 4),
        ]),
      ],
      yields: exampleChanged,
    },
  ],
});
