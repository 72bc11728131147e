import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import {
  anyAnswer,
  changeSheets,
  columnOf,
  onSheet,
  readRange,
  sheetNamed,
  sheetNamePin,
  spreadsheetOf,
  spreadsheetOut,
  spreadsheetPin,
} from "./sheets.ts";
import { exampleHeader, exampleReply, exampleSheetChange, exampleSheets } from "./sheets-examples.ts";

export const googleSheetsSort = block({
  id: "a265bd84-c93b-459d-bbe0-94e6addaa38f",
  name: "GoogleSheetsSortBlock",
  description: "Sorts the rows of a Google spreadsheet by one column or two.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      sheet_name: sheetNamePin(),
      sort_column: z.string().describe("Which column: its heading, or its letter"),
      sort_order: order().describe("Which way"),
      secondary_column: z
        .string()
        .default("")
        .describe("What decides between equals: a heading, or a letter"),
      secondary_order: order().describe("Which way those go"),
      has_header: z.boolean().default(true).describe("Whether the first row stays where it is"),
    }),
  output: () =>
    z.object({
      result: anyAnswer().describe("What was done"),
      spreadsheet: spreadsheetOut(),
    }),
  async *run({ spreadsheet: file, sheet_name, has_header, ...by }, io) {
    const spreadsheet = spreadsheetOf(io, file);
    const { title, sheetId } = await sheetNamed(spreadsheet, sheet_name);
    const [header = []] = await readRange(spreadsheet, onSheet(title, "1:1"));
    const spec = (column: string, sortOrder: string) => ({
      dimensionIndex: columnOf(has_header ? header : [], column),
      sortOrder: sortOrder.toUpperCase(),
    });
    const sortSpecs = [spec(by.sort_column, by.sort_order)];
    if (by.secondary_column !== "") sortSpecs.push(spec(by.secondary_column, by.secondary_order));
    const range = { sheetId, startRowIndex: has_header ? 1 : 0 };
    yield ["result", await changeSheets(spreadsheet, [{ sortRange: { range, sortSpecs } }])];
    yield ["spreadsheet", file];
  },
  examples: [
    {
      input: {
        spreadsheet: exampleFile,
        sort_column: "what",
        sort_order: "descending",
        secondary_column: "A",
      },
      answers: [
        exampleSheets,
        exampleHeader,
        exampleSheetChange([
          {
            sortRange: {
              range: { sheetId: 5, startRowIndex: 1 },
              sortSpecs: [
                { dimensionIndex: 1, sortOrder: "DESCENDING" },
                { dimensionIndex: 0, sortOrder: "ASCENDING" },
              ],
            },
          },
        ]),
      ],
      yields: { result: [exampleReply], spreadsheet: [exampleFile] },
    },
  ],
});

function order() {
  return z.enum(["ascending", "descending"]).default("ascending");
}
