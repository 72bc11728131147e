import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import { changeDocument, documentOf, documentOut, documentPin, readDocument, resultOut } from "./docs.ts";
import { exampleBody, exampleChange, examplePlain } from "./docs-examples.ts";
import { partsOf } from "./docs-markdown.ts";
import { occurrences, replaced } from "./docs-place.ts";

export const googleDocsReplaceContentWithMarkdown = block({
  id: "2cc58467-90a9-4ef8-a7a7-700784f93b76",
  name: "GoogleDocsReplaceContentWithMarkdownBlock",
  description: "Replaces text wherever it stands in a Google document by formatted text, given in Markdown.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      document: documentPin(),
      find_text: z.string().min(1).describe("What to look for, within a paragraph"),
      markdown: z.string().describe("What to put in its place, in Markdown"),
      match_case: z.boolean().default(false).describe("Whether capitals count"),
    }),
  output: () => z.object({ result: resultOut(), document: documentOut() }),
  async *run({ document: file, find_text, markdown, match_case }, io) {
    const document = documentOf(io, file);
    const { content } = await readDocument(document);
    const parts = await partsOf(markdown);
    const found = occurrences(content, find_text, match_case);
    // From the last to the first: what is put in moves what comes after it.
    const requests = found
      .toReversed()
      .flatMap((start) => replaced(content, start, start + find_text.length, parts));
    if (requests.length > 0) await changeDocument(document, requests);
    yield ["result", { occurrencesChanged: found.length }];
    yield ["document", file];
  },
  examples: [
    {
      input: { document: exampleFile, find_text: "EA", markdown: "*oast*" },
      answers: [
        exampleBody,
        exampleChange([
          { deleteContentRange: { range: { startIndex: 2, endIndex: 4 } } },
          { insertText: { location: { index: 2 }, text: "oast" } },
          examplePlain(2, 6),
          {
            updateTextStyle: {
              range: { startIndex: 2, endIndex: 6 },
              textStyle: { italic: true },
              fields: "italic",
            },
          },
        ]),
      ],
      yields: { result: [{ occurrencesChanged: 1 }], document: [exampleFile] },
    },
    {
      input: { document: exampleFile, find_text: "cake", markdown: "tea" },
      answers: [exampleBody],
      yields: { result: [{ occurrencesChanged: 0 }], document: [exampleFile] },
    },
  ],
});
