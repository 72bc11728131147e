import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import {
  anyAnswer,
  changeSheets,
  sheetNamed,
  sheetNamePin,
  spreadsheetOf,
  spreadsheetOut,
  spreadsheetPin,
} from "./sheets.ts";

export const googleSheetsDeleteRows = block({
  id: "24bcd490-b02d-44c6-847d-b62a2319f5eb",
  name: "GoogleSheetsDeleteRowsBlock",
  description: "Deletes rows of a Google spreadsheet.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      sheet_name: sheetNamePin(),
      row_indices: z.array(z.int().min(1)).describe("Which rows, from 1"),
    }),
  output: () =>
    z.object({
      result: anyAnswer().describe("What was done"),
      deleted_count: z.int().describe("How many"),
      spreadsheet: spreadsheetOut(),
    }),
  async *run({ spreadsheet: file, sheet_name, row_indices }, io) {
    const spreadsheet = spreadsheetOf(io, file);
    const { sheetId } = await sheetNamed(spreadsheet, sheet_name);
    // From the last to the first: a deleted row moves those below it.
    const rows = [...new Set(row_indices)].toSorted((a, b) => b - a);
    const requests = rows.map((row) => ({
      deleteDimension: { range: { sheetId, dimension: "ROWS", startIndex: row - 1, endIndex: row } },
    }));
    yield ["result", rows.length === 0 ? {} : await changeSheets(spreadsheet, requests)];
    yield ["deleted_count", rows.length];
    yield ["spreadsheet", file];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile, row_indices: [2, 4, 2] },
      answers: [
        {
          method: "GET",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB?fields=sheets.properties%28sheetId%2Ctitle%2CgridProperties%28rowCount%2CcolumnCount%29%29",
          body: { sheets: [{ properties: { sheetId: 5, title: "Log" } }] },
        },
        {
          method: "POST",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB:batchUpdate",
          requestBody: {
            requests: [
              { deleteDimension: { range: { sheetId: 5, dimension: "ROWS", startIndex: 3, endIndex: 4 } } },
              { deleteDimension: { range: { sheetId: 5, dimension: "ROWS", startIndex: 1, endIndex: 2 } } },
            ],
          },
          body: { replies: [{}, {}] },
        },
      ],
      yields: { result: [{ replies: [{}, {}] }], deleted_count: [2], spreadsheet: [exampleFile] },
    },
  ],
});
