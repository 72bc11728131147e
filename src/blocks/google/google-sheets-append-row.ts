import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import {
  anyAnswer,
  inputOptionPin,
  onSheet,
  sheetNamed,
  sheetNamePin,
  spreadsheetOf,
  spreadsheetOut,
  spreadsheetPin,
} from "./sheets.ts";

export const googleSheetsAppendRow = block({
  id: "531d50c0-d6b9-4cf9-a013-7bf783d313c7",
  name: "GoogleSheetsAppendRowBlock",
  description: "Puts a row below the last one of a Google spreadsheet.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      row: z.array(z.string()).describe("The cells of the row"),
      sheet_name: sheetNamePin(),
      value_input_option: inputOptionPin(),
    }),
  output: () => z.object({ result: anyAnswer().describe("What was written"), spreadsheet: spreadsheetOut() }),
  async *run({ spreadsheet: file, row, sheet_name, value_input_option }, io) {
    const spreadsheet = spreadsheetOf(io, file);
    const { title } = await sheetNamed(spreadsheet, sheet_name);
    const path = spreadsheet.path(`/values/${encodeURIComponent(onSheet(title, "A1"))}:append`);
    const query = { valueInputOption: value_input_option, insertDataOption: "INSERT_ROWS" };
    yield [
      "result",
      await spreadsheet.ask(anyAnswer(), path, { method: "POST", query, body: { values: [row] } }),
    ];
    yield ["spreadsheet", file];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile, row: ["a", "b"] },
      answers: [
        {
          method: "GET",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB?fields=sheets.properties%28sheetId%2Ctitle%2CgridProperties%28rowCount%2CcolumnCount%29%29",
          body: { sheets: [{ properties: { sheetId: 0, title: "Ada's" } }] },
        },
        {
          method: "POST",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB/values/'Ada''s'!A1:append?valueInputOption=USER_ENTERED&insertDataOption=INSERT_ROWS",
          requestBody: { values: [["a", "b"]] },
          body: { updates: { updatedRows: 1 } },
        },
      ],
      yields: { result: [{ updates: { updatedRows: 1 } }], spreadsheet: [exampleFile] },
    },
  ],
});
