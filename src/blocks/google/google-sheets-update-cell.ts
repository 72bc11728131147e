import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import {
  anyAnswer,
  inputOptionPin,
  spreadsheetOf,
  spreadsheetOut,
  spreadsheetPin,
  writeRange,
} from "./sheets.ts";

export const googleSheetsUpdateCell = block({
  id: "df521b68-62d9-42e4-924f-fb6c245516fc",
  name: "GoogleSheetsUpdateCellBlock",
  description: "Writes one cell of a Google spreadsheet.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      cell: z.string().describe("Which cell, such as Sheet1!A1"),
      value: z.string().describe("What is to be in it"),
      value_input_option: inputOptionPin(),
    }),
  output: () => z.object({ result: anyAnswer().describe("What was written"), spreadsheet: spreadsheetOut() }),
  async *run({ spreadsheet, cell, value, value_input_option }, io) {
    yield ["result", await writeRange(spreadsheetOf(io, spreadsheet), cell, [[value]], value_input_option)];
    yield ["spreadsheet", spreadsheet];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile, cell: "A1", value: "007", value_input_option: "RAW" },
      answers: [
        {
          method: "PUT",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB/values/A1?valueInputOption=RAW",
          requestBody: { range: "A1", majorDimension: "ROWS", values: [["007"]] },
          body: { updatedCells: 1 },
        },
      ],
      yields: { result: [{ updatedCells: 1 }], spreadsheet: [exampleFile] },
    },
  ],
});
