import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import { changeDocument, documentOf, documentOut, documentPin, rangeOf, resultOut } from "./docs.ts";
import { exampleChange, exampleChanged } from "./docs-examples.ts";

export const googleDocsDeleteContent = block({
  id: "5f9f9fa4-9071-4028-97c2-9d15fb422dc5",
  name: "GoogleDocsDeleteContentBlock",
  description: "Deletes a part of a Google document.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      document: documentPin(),
      start_index: z.int().min(1).describe("From where, in UTF-16 units; the text begins at 1"),
      end_index: z.int().min(2).describe("To where, itself excluded"),
    }),
  output: () => z.object({ result: resultOut(), document: documentOut() }),
  async *run({ document: file, start_index, end_index }, io) {
    const range = rangeOf(start_index, end_index);
    yield ["result", await changeDocument(documentOf(io, file), [{ deleteContentRange: { range } }])];
    yield ["document", file];
  },
  examples: [
    {
      input: { document: exampleFile, start_index: 1, end_index: 3 },
      answers: [exampleChange([{ deleteContentRange: { range: { startIndex: 1, endIndex: 3 } } }])],
      yields: exampleChanged,
    },
    {
      input: { document: exampleFile, start_index: 3, end_index: 3 },
      yields: { error: ["end_index must be greater than start_index"] },
    },
  ],
});
