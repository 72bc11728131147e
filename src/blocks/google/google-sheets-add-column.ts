import * as z from "zod";
import { block } from "../block.ts";
import { columnLetters } from "./a1.ts";
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
  writeRange,
} from "./sheets.ts";
import { exampleRows, exampleSheetChange, exampleSheets } from "./sheets-examples.ts";

export const googleSheetsAddColumn = block({
  id: "cac51050-fc9e-4e63-987a-66c2ba2a127b",
  name: "GoogleSheetsAddColumnBlock",
  description: "Puts a column into a Google spreadsheet.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      sheet_name: sheetNamePin(),
      header: z.string().describe("Its heading"),
      position: z.string().default("end").describe("Where: start, end, or the column that it goes before"),
      default_value: z.string().default("").describe("What its cells hold"),
    }),
  output: () =>
    z.object({
      result: anyAnswer().describe("What was written"),
      column_letter: z.string().describe("Its letters"),
      column_index: z.int().describe("Where it stands, from 0"),
      spreadsheet: spreadsheetOut(),
    }),
  async *run({ spreadsheet: file, sheet_name, header, position, default_value }, io) {
    const spreadsheet = spreadsheetOf(io, file);
    const { title, sheetId, gridProperties } = await sheetNamed(spreadsheet, sheet_name);
    const rows = await readRange(spreadsheet, onSheet(title, ""));
    const width = Math.max(0, ...rows.map((row) => row.length));
    const at = position === "end" ? width : position === "start" ? 0 : columnOf(rows[0] ?? [], position);
    const isBeyond = at >= gridProperties.columnCount;
    const range = { sheetId, dimension: "COLUMNS", startIndex: at, endIndex: at + 1 };
    const request = isBeyond
      ? { appendDimension: { sheetId, dimension: "COLUMNS", length: at + 1 - gridProperties.columnCount } }
      : { insertDimension: { range, inheritFromBefore: at > 0 } };
    await changeSheets(spreadsheet, [request]);
    const letters = columnLetters(at);
    const cells = [[header], ...rows.slice(1).map(() => [default_value])];
    yield ["result", await writeRange(spreadsheet, onSheet(title, `${letters}1`), cells, "USER_ENTERED")];
    yield ["column_letter", letters];
    yield ["column_index", at];
    yield ["spreadsheet", file];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile, header: "when", default_value: "now" },
      answers: [
        exampleSheets,
        exampleRows,
        exampleSheetChange([
          {
            insertDimension: {
              range: { sheetId: 5, dimension: "COLUMNS", startIndex: 2, endIndex: 3 },
              inheritFromBefore: true,
            },
          },
        ]),
        {
          method: "PUT",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB/values/'Log'!C1?valueInputOption=USER_ENTERED",
          requestBody: { range: "'Log'!C1", majorDimension: "ROWS", values: [["when"], ["now"], ["now"]] },
          body: { updatedCells: 3 },
        },
      ],
      yields: {
        result: [{ updatedCells: 3 }],
        column_letter: ["C"],
        column_index: [2],
        spreadsheet: [exampleFile],
      },
    },
  ],
});
