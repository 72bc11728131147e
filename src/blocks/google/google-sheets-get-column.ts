import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import {
  columnOf,
  onSheet,
  readRange,
  sheetNamed,
  sheetNamePin,
  spreadsheetOf,
  spreadsheetOut,
  spreadsheetPin,
} from "./sheets.ts";

export const googleSheetsGetColumn = block({
  id: "108d911f-e109-47fb-addc-2259792ee850",
  name: "GoogleSheetsGetColumnBlock",
  description: "Reads one column of a Google spreadsheet.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      sheet_name: sheetNamePin(),
      column: z.string().describe("Which column: its heading, or its letter"),
      include_header: z.boolean().default(false).describe("Whether the first row counts"),
      skip_empty: z.boolean().default(false).describe("Whether empty cells are left out"),
    }),
  output: () =>
    z.object({
      values: z.array(z.string()).describe("The cells"),
      count: z.int().describe("How many"),
      column_index: z.int().describe("Where the column stands, from 0"),
      spreadsheet: spreadsheetOut(),
    }),
  async *run({ spreadsheet: file, sheet_name, column, include_header, skip_empty }, io) {
    const spreadsheet = spreadsheetOf(io, file);
    const { title } = await sheetNamed(spreadsheet, sheet_name);
    const rows = await readRange(spreadsheet, onSheet(title, ""));
    const index = columnOf(rows[0] ?? [], column);
    const cells = rows.slice(include_header ? 0 : 1).map((row) => row[index] ?? "");
    const values = skip_empty ? cells.filter((cell) => cell !== "") : cells;
    yield ["values", values];
    yield ["count", values.length];
    yield ["column_index", index];
    yield ["spreadsheet", file];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile, column: "what", skip_empty: true },
      answers: [
        {
          method: "GET",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB?fields=sheets.properties%28sheetId%2Ctitle%2CgridProperties%28rowCount%2CcolumnCount%29%29",
          body: { sheets: [{ properties: { sheetId: 0, title: "Log" } }] },
        },
        {
          method: "GET",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB/values/'Log'",
          body: { values: [["who", "what"], ["Ada", "tea"], ["Eve"]] },
        },
      ],
      yields: { values: [["tea"]], count: [1], column_index: [1], spreadsheet: [exampleFile] },
    },
  ],
});
