import * as z from "zod";
import { BlockError, block } from "../block.ts";
import { exampleFile } from "./api.ts";
import {
  anyAnswer,
  columnOf,
  onSheet,
  readRange,
  type Spreadsheet,
  sheetNamed,
  sheetNamePin,
  spreadsheetOf,
  spreadsheetOut,
  spreadsheetPin,
  writeRange,
} from "./sheets.ts";

export const googleSheetsUpdateRow = block({
  id: "b8a934d5-fca0-4be3-9fc2-a99bf63bd385",
  name: "GoogleSheetsUpdateRowBlock",
  description: "Writes a row of a Google spreadsheet: all its cells, or those of named columns.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      sheet_name: sheetNamePin(),
      row_index: z.int().min(1).describe("Which row, from 1"),
      values: z.array(z.string()).default([]).describe("The cells from the first column on"),
      dict_values: z
        .record(z.string(), z.string())
        .default({})
        .describe("Cells by the headings of their columns"),
    }),
  output: () => z.object({ result: anyAnswer().describe("What was written"), spreadsheet: spreadsheetOut() }),
  async *run({ spreadsheet: file, sheet_name, row_index, values, dict_values }, io) {
    if (values.length === 0 && Object.keys(dict_values).length === 0) {
      throw new BlockError("Give values or dict_values");
    }
    const spreadsheet = spreadsheetOf(io, file);
    const { title } = await sheetNamed(spreadsheet, sheet_name);
    const range = onSheet(title, `${row_index}:${row_index}`);
    const cells = values.length > 0 ? values : await changedRow(spreadsheet, title, range, dict_values);
    yield ["result", await writeRange(spreadsheet, range, [cells], "USER_ENTERED")];
    yield ["spreadsheet", file];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile, row_index: 2, dict_values: { what: "tea" } },
      answers: [
        {
          method: "GET",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB?fields=sheets.properties%28sheetId%2Ctitle%2CgridProperties%28rowCount%2CcolumnCount%29%29",
          body: { sheets: [{ properties: { sheetId: 0, title: "Log" } }] },
        },
        {
          method: "GET",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB/values/'Log'!1%3A1",
          body: { values: [["who", "when", "what"]] },
        },
        {
          method: "GET",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB/values/'Log'!2%3A2",
          body: { values: [["Ada"]] },
        },
        {
          method: "PUT",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB/values/'Log'!2%3A2?valueInputOption=USER_ENTERED",
          requestBody: { range: "'Log'!2:2", majorDimension: "ROWS", values: [["Ada", "", "tea"]] },
          body: { updatedCells: 3 },
        },
      ],
      yields: { result: [{ updatedCells: 3 }], spreadsheet: [exampleFile] },
    },
    {
      input: { spreadsheet: exampleFile, row_index: 2 },
      yields: { error: ["Give values or dict_values"] },
    },
  ],
});

async function changedRow(
  spreadsheet: Spreadsheet,
  title: string,
  range: string,
  changes: Record<string, string>,
): Promise<string[]> {
  const [header = []] = await readRange(spreadsheet, onSheet(title, "1:1"));
  const [row = []] = await readRange(spreadsheet, range);
  const cells = [...row];
  for (const [heading, value] of Object.entries(changes)) {
    const column = columnOf(header, heading);
    while (cells.length < column) cells.push("");
    cells[column] = value;
  }
  return cells;
}
