import type { Json } from "#lib/json.ts";
import type { ExampleAnswer } from "../block.ts";
import { boundsOf } from "./a1.ts";

/** The sheets of a spreadsheet: one. */
export const exampleSheets: ExampleAnswer = {
  method: "GET",
  url: "https://sheets.googleapis.com/v4/spreadsheets/1aB?fields=sheets.properties%28sheetId%2Ctitle%2CgridProperties%28rowCount%2CcolumnCount%29%29",
  body: {
    sheets: [
      { properties: { sheetId: 5, title: "Log", gridProperties: { rowCount: 1000, columnCount: 26 } } },
    ],
  },
};

export const exampleRows: ExampleAnswer = {
  method: "GET",
  url: "https://sheets.googleapis.com/v4/spreadsheets/1aB/values/'Log'",
  body: {
    values: [
      ["who", "what"],
      ["Ada", "tea"],
      ["Eve", "cake"],
    ],
  },
};

/** Its first row. */
export const exampleHeader: ExampleAnswer = {
  method: "GET",
  url: "https://sheets.googleapis.com/v4/spreadsheets/1aB/values/'Log'!1%3A1",
  body: { values: [["who", "what"]] },
};

/** What Google answers to a change without anything to tell. */
export const exampleReply = { spreadsheetId: "1aB", replies: [{}] };

export const exampleSheetChange = (requests: Json[], reply: Json = {}): ExampleAnswer => ({
  method: "POST",
  url: "https://sheets.googleapis.com/v4/spreadsheets/1aB:batchUpdate",
  requestBody: { requests },
  body: { ...exampleReply, replies: [reply] },
});

/** Cells of the example's sheet. */
export const exampleGrid = (cells: string): Json => ({ sheetId: 5, ...boundsOf(cells) });
