import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import { changeDocument, documentOf, documentOut, documentPin, resultOut } from "./docs.ts";
import { exampleChange, exampleChanged } from "./docs-examples.ts";

export const googleDocsInsertPageBreak = block({
  id: "f199e674-803b-4ee8-8bbf-172e6512190b",
  name: "GoogleDocsInsertPageBreakBlock",
  description: "Begins a new page in a Google document.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      document: documentPin(),
      index: z.int().min(0).default(0).describe("Where, in UTF-16 units from 1; at the end for 0"),
    }),
  output: () => z.object({ result: resultOut(), document: documentOut() }),
  async *run({ document: file, index }, io) {
    const where = index === 0 ? { endOfSegmentLocation: {} } : { location: { index } };
    yield ["result", await changeDocument(documentOf(io, file), [{ insertPageBreak: where }])];
    yield ["document", file];
  },
  examples: [
    {
      input: { document: exampleFile, index: 4 },
      answers: [exampleChange([{ insertPageBreak: { location: { index: 4 } } }])],
      yields: exampleChanged,
    },
    {
      input: { document: exampleFile },
      answers: [exampleChange([{ insertPageBreak: { endOfSegmentLocation: {} } }])],
      yields: exampleChanged,
    },
  ],
});
