import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import {
  anyAnswer,
  changeSheets,
  gridRange,
  sheetNamePin,
  spreadsheetOf,
  spreadsheetOut,
  spreadsheetPin,
} from "./sheets.ts";
import { exampleGrid, exampleReply, exampleSheetChange, exampleSheets } from "./sheets-examples.ts";

export const googleSheetsAddNote = block({
  id: "774ac529-74f9-41da-bbba-6a06a51a5d7e",
  name: "GoogleSheetsAddNoteBlock",
  description: "Puts a note on a cell of a Google spreadsheet.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      cell: z.string().describe("Which cell, such as A1"),
      note: z.string().describe("What the note says; an empty one takes it away"),
      sheet_name: sheetNamePin(),
    }),
  output: () =>
    z.object({
      result: anyAnswer().describe("What was done"),
      spreadsheet: spreadsheetOut(),
    }),
  async *run({ spreadsheet: file, cell, note, sheet_name }, io) {
    const spreadsheet = spreadsheetOf(io, file);
    const range = await gridRange(spreadsheet, cell, sheet_name);
    const updateCells = { range, rows: [{ values: [{ note }] }], fields: "note" };
    yield ["result", await changeSheets(spreadsheet, [{ updateCells }])];
    yield ["spreadsheet", file];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile, cell: "B2", note: "Hot" },
      answers: [
        exampleSheets,
        exampleSheetChange([
          {
            updateCells: { range: exampleGrid("B2"), rows: [{ values: [{ note: "Hot" }] }], fields: "note" },
          },
        ]),
      ],
      yields: { result: [exampleReply], spreadsheet: [exampleFile] },
    },
    {
      input: { spreadsheet: exampleFile, cell: "second", note: "Hot" },
      yields: { error: ['"second" is no range such as A1:B2'] },
    },
  ],
});
