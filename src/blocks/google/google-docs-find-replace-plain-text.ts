import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import { changeDocument, documentOf, documentOut, documentPin, resultOut } from "./docs.ts";
import { exampleChange, exampleChanged } from "./docs-examples.ts";

export const googleDocsFindReplacePlainText = block({
  id: "e5046ee2-b094-418e-a25e-c0f90c91721c",
  name: "GoogleDocsFindReplacePlainTextBlock",
  description: "Replaces text wherever it stands in a Google document.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      document: documentPin(),
      find_text: z.string().min(1).describe("What to look for"),
      replace_text: z.string().describe("What to put in its place"),
      match_case: z.boolean().default(false).describe("Whether capitals count"),
    }),
  output: () => z.object({ result: resultOut(), document: documentOut() }),
  async *run({ document: file, find_text, replace_text, match_case }, io) {
    const containsText = { text: find_text, matchCase: match_case };
    const requests = [{ replaceAllText: { containsText, replaceText: replace_text } }];
    yield ["result", await changeDocument(documentOf(io, file), requests)];
    yield ["document", file];
  },
  examples: [
    {
      input: { document: exampleFile, find_text: "tea", replace_text: "Cake" },
      answers: [
        exampleChange([
          { replaceAllText: { containsText: { text: "tea", matchCase: false }, replaceText: "Cake" } },
        ]),
      ],
      yields: exampleChanged,
    },
  ],
});
