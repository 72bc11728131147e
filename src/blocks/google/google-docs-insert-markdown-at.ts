import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import { changeDocument, documentOf, documentOut, documentPin, readDocument, resultOut } from "./docs.ts";
import { exampleBody, exampleChange, exampleChanged, examplePlain } from "./docs-examples.ts";
import { partsOf } from "./docs-markdown.ts";
import { replaced } from "./docs-place.ts";

export const googleDocsInsertMarkdownAt = block({
  id: "76e94b04-e02f-4981-8cb8-47ece1be18b4",
  name: "GoogleDocsInsertMarkdownAtBlock",
  description: "Puts formatted text, given in Markdown, at a place in a Google document.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      document: documentPin(),
      markdown: z.string().describe("What to put there, in Markdown"),
      index: z.int().min(1).default(1).describe("Where, in UTF-16 units; the text begins at 1"),
    }),
  output: () => z.object({ result: resultOut(), document: documentOut() }),
  async *run({ document: file, markdown, index }, io) {
    const document = documentOf(io, file);
    const { content } = await readDocument(document);
    const requests = replaced(content, index, index, await partsOf(markdown));
    yield ["result", await changeDocument(document, requests)];
    yield ["document", file];
  },
  examples: [
    {
      input: { document: exampleFile, markdown: "**Hot** ", index: 1 },
      answers: [
        exampleBody,
        exampleChange([
          { insertText: { location: { index: 1 }, text: "Hot" } },
          examplePlain(1, 4),
          {
            updateTextStyle: {
              range: { startIndex: 1, endIndex: 4 },
              textStyle: { bold: true },
              fields: "bold",
            },
          },
        ]),
      ],
      yields: exampleChanged,
    },
    {
      input: { document: exampleFile, markdown: "Hot", index: 9 },
      answers: [exampleBody],
      yields: { error: ["The document has no text at 9"] },
    },
  ],
});
