import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import {
  anyAnswer,
  changeSheets,
  inputOptionPin,
  onSheet,
  sheetNamed,
  sheetNamePin,
  spreadsheetOf,
  spreadsheetOut,
  spreadsheetPin,
  writeRange,
} from "./sheets.ts";

export const googleSheetsInsertRow = block({
  id: "03eda5df-8080-4ed1-bfdf-212f543d657e",
  name: "GoogleSheetsInsertRowBlock",
  description: "Puts a row between others of a Google spreadsheet.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      row: z.array(z.string()).describe("The cells of the row"),
      row_index: z.int().min(1).describe("Which row it becomes, from 1"),
      sheet_name: sheetNamePin(),
      value_input_option: inputOptionPin(),
    }),
  output: () => z.object({ result: anyAnswer().describe("What was written"), spreadsheet: spreadsheetOut() }),
  async *run({ spreadsheet: file, row, row_index, sheet_name, value_input_option }, io) {
    const spreadsheet = spreadsheetOf(io, file);
    const { title, sheetId } = await sheetNamed(spreadsheet, sheet_name);
    const range = { sheetId, dimension: "ROWS", startIndex: row_index - 1, endIndex: row_index };
    await changeSheets(spreadsheet, [{ insertDimension: { range, inheritFromBefore: false } }]);
    const at = onSheet(title, `A${row_index}`);
    yield ["result", await writeRange(spreadsheet, at, [row], value_input_option)];
    yield ["spreadsheet", file];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile, row: ["a"], row_index: 2 },
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
              {
                insertDimension: {
                  range: { sheetId: 5, dimension: "ROWS", startIndex: 1, endIndex: 2 },
                  inheritFromBefore: false,
                },
              },
            ],
          },
          body: { replies: [{}] },
        },
        {
          method: "PUT",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB/values/'Log'!A2?valueInputOption=USER_ENTERED",
          requestBody: { range: "'Log'!A2", majorDimension: "ROWS", values: [["a"]] },
          body: { updatedCells: 1 },
        },
      ],
      yields: { result: [{ updatedCells: 1 }], spreadsheet: [exampleFile] },
    },
  ],
});
