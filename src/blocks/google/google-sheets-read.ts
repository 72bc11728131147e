import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import { readRange, spreadsheetOf, spreadsheetOut, spreadsheetPin } from "./sheets.ts";

export const googleSheetsRead = block({
  id: "5724e902-3635-47e9-a108-aaa0263a4988",
  name: "GoogleSheetsReadBlock",
  description: "Reads cells of a Google spreadsheet.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      range: z.string().describe("Which cells, such as Sheet1!A1:B2"),
    }),
  output: () =>
    z.object({ result: z.array(z.array(z.string())).describe("The rows"), spreadsheet: spreadsheetOut() }),
  async *run({ spreadsheet, range }, io) {
    yield ["result", await readRange(spreadsheetOf(io, spreadsheet), range)];
    yield ["spreadsheet", spreadsheet];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile, range: "Sheet1!A1:B2" },
      answers: [
        {
          method: "GET",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB/values/Sheet1!A1%3AB2",
          body: { range: "Sheet1!A1:B2", majorDimension: "ROWS", values: [["a", 1], ["b"]] },
        },
      ],
      yields: { result: [[["a", "1"], ["b"]]], spreadsheet: [exampleFile] },
    },
    {
      input: { spreadsheet: { id: "1aB" }, range: "A1" },
      yields: { error: ["The file came without a Google account: choose it again"] },
    },
  ],
});
