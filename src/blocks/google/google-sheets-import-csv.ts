import Papa from "papaparse";
import * as z from "zod";
import type { Json } from "#lib/json.ts";
import { block } from "../block.ts";
import { boundsOf } from "./a1.ts";
import { exampleFile } from "./api.ts";
import {
  anyAnswer,
  changeSheets,
  onSheet,
  type Sheet,
  sheetNamed,
  sheetNamePin,
  spreadsheetOf,
  spreadsheetOut,
  spreadsheetPin,
  writeRange,
} from "./sheets.ts";
import { exampleSheetChange, exampleSheets } from "./sheets-examples.ts";

export const googleSheetsImportCsv = block({
  id: "cb992884-1ff2-450a-8f1b-7650d63e3aa0",
  name: "GoogleSheetsImportCsvBlock",
  description: "Writes CSV into a sheet of a Google spreadsheet.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      csv_data: z.string().describe("The CSV"),
      sheet_name: sheetNamePin(),
      start_cell: z.string().default("A1").describe("Where its first cell goes"),
      clear_existing: z.boolean().default(false).describe("Whether the sheet is emptied before"),
    }),
  output: () =>
    z.object({
      result: anyAnswer().describe("What was written"),
      rows_imported: z.int().describe("How many rows were written"),
      spreadsheet: spreadsheetOut(),
    }),
  async *run({ spreadsheet: file, csv_data, sheet_name, start_cell, clear_existing }, io) {
    const spreadsheet = spreadsheetOf(io, file);
    const sheet = await sheetNamed(spreadsheet, sheet_name);
    const { startRowIndex = 0, startColumnIndex = 0 } = boundsOf(start_cell);
    const { data: rows } = Papa.parse<string[]>(csv_data, { skipEmptyLines: true });
    const width = Math.max(0, ...rows.map((row) => row.length));
    const growth = growthOf(sheet, startRowIndex + rows.length, startColumnIndex + width);
    if (growth.length > 0) await changeSheets(spreadsheet, growth);
    if (clear_existing) {
      const whole = encodeURIComponent(onSheet(sheet.title, ""));
      await spreadsheet.send(spreadsheet.path(`/values/${whole}:clear`), { method: "POST", body: {} });
    }
    const at = onSheet(sheet.title, start_cell);
    yield ["result", rows.length === 0 ? {} : await writeRange(spreadsheet, at, rows, "USER_ENTERED")];
    yield ["rows_imported", rows.length];
    yield ["spreadsheet", file];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile, csv_data: 'who,what\nAda,"a\nb"\n', clear_existing: true },
      answers: [
        exampleSheets,
        {
          method: "POST",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB/values/'Log':clear",
          body: { clearedRange: "Log!A1:Z1000" },
        },
        {
          method: "PUT",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB/values/'Log'!A1?valueInputOption=USER_ENTERED",
          requestBody: {
            range: "'Log'!A1",
            majorDimension: "ROWS",
            values: [
              ["who", "what"],
              ["Ada", "a\nb"],
            ],
          },
          body: { updatedCells: 4 },
        },
      ],
      yields: { result: [{ updatedCells: 4 }], rows_imported: [2], spreadsheet: [exampleFile] },
    },
    {
      input: { spreadsheet: exampleFile, csv_data: "a", start_cell: "A1001" },
      answers: [
        exampleSheets,
        exampleSheetChange([{ appendDimension: { sheetId: 5, dimension: "ROWS", length: 1 } }]),
        {
          method: "PUT",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB/values/'Log'!A1001?valueInputOption=USER_ENTERED",
          body: { updatedCells: 1 },
        },
      ],
      yields: { result: [{ updatedCells: 1 }], rows_imported: [1], spreadsheet: [exampleFile] },
    },
  ],
});

/** What makes a sheet large enough: it does not grow by itself. */
function growthOf({ sheetId, gridProperties }: Sheet, rows: number, columns: number): Json[] {
  const missing = { ROWS: rows - gridProperties.rowCount, COLUMNS: columns - gridProperties.columnCount };
  return Object.entries(missing).flatMap(([dimension, length]) =>
    length > 0 ? [{ appendDimension: { sheetId, dimension, length } }] : [],
  );
}
