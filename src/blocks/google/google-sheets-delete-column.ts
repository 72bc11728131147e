import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import {
  anyAnswer,
  changeSheets,
  columnOf,
  onSheet,
  readRange,
  sheetNamed,
  sheetNamePin,
  spreadsheetOf,
  spreadsheetOut,
  spreadsheetPin,
} from "./sheets.ts";
import { exampleHeader, exampleReply, exampleSheetChange, exampleSheets } from "./sheets-examples.ts";

export const googleSheetsDeleteColumn = block({
  id: "59b266b6-5cce-4661-a1d3-c417e64d68e9",
  name: "GoogleSheetsDeleteColumnBlock",
  description: "Deletes a column of a Google spreadsheet.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      sheet_name: sheetNamePin(),
      column: z.string().describe("Which column: its heading, or its letter"),
    }),
  output: () =>
    z.object({
      result: anyAnswer().describe("What was done"),
      spreadsheet: spreadsheetOut(),
    }),
  async *run({ spreadsheet: file, sheet_name, column }, io) {
    const spreadsheet = spreadsheetOf(io, file);
    const { title, sheetId } = await sheetNamed(spreadsheet, sheet_name);
    const [header = []] = await readRange(spreadsheet, onSheet(title, "1:1"));
    const startIndex = columnOf(header, column);
    const range = { sheetId, dimension: "COLUMNS", startIndex, endIndex: startIndex + 1 };
    yield ["result", await changeSheets(spreadsheet, [{ deleteDimension: { range } }])];
    yield ["spreadsheet", file];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile, column: "what" },
      answers: [
        exampleSheets,
        exampleHeader,
        exampleSheetChange([
          { deleteDimension: { range: { sheetId: 5, dimension: "COLUMNS", startIndex: 1, endIndex: 2 } } },
        ]),
      ],
      yields: { result: [exampleReply], spreadsheet: [exampleFile] },
    },
  ],
});
