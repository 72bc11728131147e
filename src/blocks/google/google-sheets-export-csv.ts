import Papa from "papaparse";
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

export const googleSheetsExportCsv = block({
  id: "2617e68a-43b3-441f-8b11-66bb041105b8",
  name: "GoogleSheetsExportCsvBlock",
  description: "Gives a sheet of a Google spreadsheet as CSV.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      sheet_name: sheetNamePin(),
      include_headers: z.boolean().default(true).describe("Whether the first row comes too"),
    }),
  output: () =>
    z.object({
      csv_data: z.string().describe("The CSV"),
      row_count: z.int().describe("How many rows it has"),
      spreadsheet: spreadsheetOut(),
    }),
  async *run({ spreadsheet: file, sheet_name, include_headers }, io) {
    const spreadsheet = spreadsheetOf(io, file);
    const { title } = await sheetNamed(spreadsheet, sheet_name);
    const all = await readRange(spreadsheet, onSheet(title, ""));
    const width = Math.max(0, ...all.map((row) => row.length));
    const rows = all
      .slice(include_headers ? 0 : 1)
      .map((row) => [...row, ...Array<string>(width - row.length).fill("")]);
    yield ["csv_data", Papa.unparse(rows)];
    yield ["row_count", rows.length];
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
          body: { values: [["who", "what"], ["Ada", 'tea, "hot"'], ["Eve"]] },
        },
      ],
      yields: {
        csv_data: ['who,what\r\nAda,"tea, ""hot"""\r\nEve,'],
        row_count: [3],
        spreadsheet: [exampleFile],
      },
    },
  ],
});
