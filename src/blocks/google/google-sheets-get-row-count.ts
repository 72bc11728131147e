import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import {
  onSheet,
  readRange,
  sheetNamed,
  sheetNamePin,
  spreadsheetOf,
  spreadsheetOut,
  spreadsheetPin,
} from "./sheets.ts";
import { exampleSheets } from "./sheets-examples.ts";

export const googleSheetsGetRowCount = block({
  id: "080cc84b-a94a-4fb4-90e3-dcc55ee783af",
  name: "GoogleSheetsGetRowCountBlock",
  description: "Counts the rows of a Google spreadsheet.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      sheet_name: sheetNamePin(),
      include_header: z.boolean().default(true).describe("Whether the first row counts"),
      count_empty: z.boolean().default(false).describe("Whether empty rows between others count"),
    }),
  output: () =>
    z.object({
      total_rows: z.int().describe("How many rows there are"),
      data_rows: z.int().describe("How many without the first"),
      last_row: z.int().describe("The last row that holds anything, from 1; 0 when none does"),
      column_count: z.int().describe("How many columns hold anything"),
      spreadsheet: spreadsheetOut(),
    }),
  async *run({ spreadsheet: file, sheet_name, include_header, count_empty }, io) {
    const spreadsheet = spreadsheetOf(io, file);
    const { title } = await sheetNamed(spreadsheet, sheet_name);
    const rows = await readRange(spreadsheet, onSheet(title, ""));
    const counts = (row: string[]) => count_empty || row.some((cell) => cell !== "");
    const dataRows = rows.slice(1).filter(counts).length;
    const headers = include_header ? rows.slice(0, 1).filter(counts).length : 0;
    yield ["total_rows", headers + dataRows];
    yield ["data_rows", dataRows];
    yield ["last_row", rows.length];
    yield ["column_count", Math.max(0, ...rows.map((row) => row.length))];
    yield ["spreadsheet", file];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile },
      answers: [
        exampleSheets,
        {
          method: "GET",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB/values/'Log'",
          body: { values: [["who", "what"], ["Ada"], [], ["Eve", "", "3"]] },
        },
      ],
      yields: {
        total_rows: [3],
        data_rows: [2],
        last_row: [4],
        column_count: [3],
        spreadsheet: [exampleFile],
      },
    },
  ],
});
