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
import { exampleBody, exampleChange, exampleChanged, examplePlain } from "./docs-examples.ts";
import { type Run, runsOf } from "./docs-markdown.ts";
import { tableRequests } from "./docs-requests.ts";

export const googleDocsInsertTable = block({
  id: "e104b3ab-dfef-45f9-9702-14e950988f53",
  name: "GoogleDocsInsertTableBlock",
  description: "Puts a table into a Google document.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      document: documentPin(),
      rows: z.int().min(1).max(500).default(3).describe("How many rows, unless content has them"),
      columns: z.int().min(1).max(20).default(3).describe("How many columns, unless content has them"),
      content: z.array(z.array(z.string())).default([]).describe("What is in the cells, row by row"),
      index: z.int().min(0).default(0).describe("Where, in UTF-16 units from 1; at the end for 0"),
      format_as_markdown: z.boolean().default(false).describe("Whether the cells are Markdown"),
    }),
  output: () => z.object({ result: resultOut(), document: documentOut() }),
  async *run({ document: file, rows, columns, content, index, format_as_markdown }, io) {
    const document = documentOf(io, file);
    const at = index === 0 ? endOf((await readDocument(document)).content) : index;
    const cells = content.length > 0 ? content : Array.from({ length: rows }, () => Array(columns).fill(""));
    const stretches = async (cell: string): Promise<Run[]> =>
      format_as_markdown ? runsOf(cell) : [{ text: cell, look: {} }];
    const filled = await Promise.all(cells.map((row) => Promise.all(row.map(stretches))));
    yield ["result", await changeDocument(document, tableRequests({ kind: "table", rows: filled }, at))];
    yield ["document", file];
  },
  examples: [
    {
      input: { document: exampleFile, content: [["**a**", "b"], ["c"]], format_as_markdown: true },
      answers: [
        exampleBody,
        exampleChange([
          { insertTable: { location: { index: 4 }, rows: 2, columns: 2 } },
          {
            updateParagraphStyle: {
              range: { startIndex: 4, endIndex: 5 },
              paragraphStyle: { namedStyleType: "NORMAL_TEXT" },
              fields: "namedStyleType,indentStart,borderBottom",
            },
          },
          { deleteParagraphBullets: { range: { startIndex: 4, endIndex: 5 } } },
          { insertText: { location: { index: 13 }, text: "c" } },
          examplePlain(13, 14),
          { insertText: { location: { index: 10 }, text: "b" } },
          examplePlain(10, 11),
          { insertText: { location: { index: 8 }, text: "a" } },
          examplePlain(8, 9),
          {
            updateTextStyle: {
              range: { startIndex: 8, endIndex: 9 },
              textStyle: { bold: true },
              fields: "bold",
            },
          },
        ]),
      ],
      yields: exampleChanged,
    },
    {
      input: { document: exampleFile, rows: 1, columns: 2, index: 1 },
      answers: [exampleChange()],
      yields: exampleChanged,
    },
  ],
});
