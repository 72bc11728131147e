import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import {
  byHeading,
  columnOf,
  onSheet,
  readRange,
  sheetNamed,
  sheetNamePin,
  spreadsheetOf,
  spreadsheetOut,
  spreadsheetPin,
} from "./sheets.ts";

export const googleSheetsLookupRow = block({
  id: "e58c0bad-6597-400c-9548-d151ec428ffc",
  name: "GoogleSheetsLookupRowBlock",
  description: "Finds the first row of a Google spreadsheet that has a value in a column.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      sheet_name: sheetNamePin(),
      lookup_column: z.string().describe("Which column: its heading, or its letter"),
      lookup_value: z.string().describe("What must be in it"),
      return_columns: z.array(z.string()).default([]).describe("Columns to give; all unless named"),
      match_case: z.boolean().default(false).describe("Whether capitals count"),
    }),
  output: () =>
    z.object({
      row: z.array(z.string()).describe("The cells"),
      row_dict: z.record(z.string(), z.string()).describe("The cells by the first row's headings"),
      row_index: z.int().describe("Which row it is, from 1"),
      found: z.boolean().describe("Whether there is one"),
      spreadsheet: spreadsheetOut(),
    }),
  async *run({ spreadsheet: file, sheet_name, return_columns, ...wanted }, io) {
    const spreadsheet = spreadsheetOf(io, file);
    const { title } = await sheetNamed(spreadsheet, sheet_name);
    const [header = [], ...rows] = await readRange(spreadsheet, onSheet(title, ""));
    const column = columnOf(header, wanted.lookup_column);
    const plain = (text: string) => (wanted.match_case ? text : text.toLowerCase());
    const at = rows.findIndex((row) => plain(row[column] ?? "") === plain(wanted.lookup_value));
    const row = rows[at];
    if (row !== undefined) {
      const given = return_columns.length === 0 ? header : return_columns;
      const cells = given.map((heading) => row[columnOf(header, heading)] ?? "");
      yield ["row", cells];
      yield ["row_dict", byHeading(given, cells)];
      yield ["row_index", at + 2];
    }
    yield ["found", row !== undefined];
    yield ["spreadsheet", file];
  },
  examples: [
    {
      input: {
        spreadsheet: exampleFile,
        lookup_column: "who",
        lookup_value: "EVE",
        return_columns: ["what"],
      },
      answers: [
        {
          method: "GET",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB?fields=sheets.properties%28sheetId%2Ctitle%2CgridProperties%28rowCount%2CcolumnCount%29%29",
          body: { sheets: [{ properties: { sheetId: 0, title: "Log" } }] },
        },
        {
          method: "GET",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB/values/'Log'",
          body: {
            values: [
              ["who", "what"],
              ["Ada", "tea"],
              ["Eve", "cake"],
            ],
          },
        },
      ],
      yields: {
        row: [["cake"]],
        row_dict: [{ what: "cake" }],
        row_index: [3],
        found: [true],
        spreadsheet: [exampleFile],
      },
    },
  ],
});
