import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import {
  byHeading,
  onSheet,
  readRange,
  sheetNamed,
  sheetNamePin,
  spreadsheetOf,
  spreadsheetOut,
  spreadsheetPin,
} from "./sheets.ts";

export const googleSheetsGetRow = block({
  id: "c4be9390-2431-4682-9769-7025b22a5fa7",
  name: "GoogleSheetsGetRowBlock",
  description: "Reads one row of a Google spreadsheet, as a list and by the headings of its columns.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      sheet_name: sheetNamePin(),
      row_index: z.int().min(1).describe("Which row, from 1"),
    }),
  output: () =>
    z.object({
      row: z.array(z.string()).describe("The cells"),
      row_dict: z.record(z.string(), z.string()).describe("The cells by the first row's headings"),
      spreadsheet: spreadsheetOut(),
    }),
  async *run({ spreadsheet: file, sheet_name, row_index }, io) {
    const spreadsheet = spreadsheetOf(io, file);
    const { title } = await sheetNamed(spreadsheet, sheet_name);
    const [header = []] = await readRange(spreadsheet, onSheet(title, "1:1"));
    const [row = []] = await readRange(spreadsheet, onSheet(title, `${row_index}:${row_index}`));
    yield ["row", row];
    yield ["row_dict", byHeading(header, row)];
    yield ["spreadsheet", file];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile, sheet_name: "Log", row_index: 2 },
      answers: [
        {
          method: "GET",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB?fields=sheets.properties%28sheetId%2Ctitle%2CgridProperties%28rowCount%2CcolumnCount%29%29",
          body: { sheets: [{ properties: { sheetId: 0, title: "Log" } }] },
        },
        {
          method: "GET",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB/values/'Log'!1%3A1",
          body: { values: [["who", "what"]] },
        },
        {
          method: "GET",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB/values/'Log'!2%3A2",
          body: { values: [["Ada"]] },
        },
      ],
      yields: { row: [["Ada"]], row_dict: [{ who: "Ada", what: "" }], spreadsheet: [exampleFile] },
    },
  ],
});
