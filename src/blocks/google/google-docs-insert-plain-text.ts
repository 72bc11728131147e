import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import { changeDocument, documentOf, documentOut, documentPin, resultOut } from "./docs.ts";
import { exampleChange, exampleChanged } from "./docs-examples.ts";

export const googleDocsInsertPlainText = block({
  id: "0443fdbc-ebb0-49a4-a3ea-6ace9c14da22",
  name: "GoogleDocsInsertPlainTextBlock",
  description: "Puts text at a place in a Google document.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      document: documentPin(),
      text: z.string().describe("What to add"),
      index: z.int().min(1).default(1).describe("Where, in UTF-16 units; the text begins at 1"),
    }),
  output: () => z.object({ result: resultOut(), document: documentOut() }),
  async *run({ document: file, text, index }, io) {
    const requests = [{ insertText: { location: { index }, text } }];
    yield ["result", await changeDocument(documentOf(io, file), requests)];
    yield ["document", file];
  },
  examples: [
    {
      input: { document: exampleFile, text: "Cake " },
      answers: [exampleChange([{ insertText: { location: { index: 1 }, text: "Cake " } }])],
      yields: exampleChanged,
    },
  ],
});
