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
import { replaced } from "./docs-place.ts";

export const googleDocsReplaceAllWithMarkdown = block({
  id: "b6cfb2de-5f0b-437c-b29d-45aebbda9c00",
  name: "GoogleDocsReplaceAllWithMarkdownBlock",
  description: "Replaces all that a Google document says by formatted text, given in Markdown.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      document: documentPin(),
      markdown: z.string().describe("What to put there, in Markdown"),
    }),
  output: () => z.object({ result: resultOut(), document: documentOut() }),
  async *run({ document: file, markdown }, io) {
    const document = documentOf(io, file);
    const { content } = await readDocument(document);
    const parts = await partsOf(markdown);
    yield ["result", await changeDocument(document, replaced(content, 1, endOf(content), parts))];
    yield ["document", file];
  },
  examples: [
    {
      input: { document: exampleFile, markdown: "# Cake" },
      answers: [
        exampleBody,
        exampleChange([
          { deleteContentRange: { range: { startIndex: 1, endIndex: 4 } } },
          ...exampleHeading("Cake", 1),
        ]),
      ],
      yields: exampleChanged,
    },
  ],
});
