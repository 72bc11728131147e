import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import {
  columnOf,
  onSheet,
  readRange,
  sheetNamed,
  sheetNamePin,
  spreadsheetOf,
  spreadsheetOut,
  spreadsheetPin,
} from "./sheets.ts";
import { exampleSheets } from "./sheets-examples.ts";

export const googleSheetsGetUniqueValues = block({
  id: "0f296c0b-6b6e-4280-b96e-ae1459b98dff",
  name: "GoogleSheetsGetUniqueValuesBlock",
  description: "Gives the different values of a column of a Google spreadsheet.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      sheet_name: sheetNamePin(),
      column: z.string().describe("Which column: its heading, or its letter"),
      include_count: z.boolean().default(false).describe("Whether to tell how often each is there"),
      sort_by_count: z.boolean().default(false).describe("Whether the most frequent comes first"),
    }),
  output: () =>
    z.object({
      values: z.array(z.string()).describe("The values, without empty ones"),
      counts: z.record(z.string(), z.int()).describe("How often each is there, if that was asked"),
      total_unique: z.int().describe("How many there are"),
      spreadsheet: spreadsheetOut(),
    }),
  async *run({ spreadsheet: file, sheet_name, column, include_count, sort_by_count }, io) {
    const spreadsheet = spreadsheetOf(io, file);
    const { title } = await sheetNamed(spreadsheet, sheet_name);
    const [header = [], ...rows] = await readRange(spreadsheet, onSheet(title, ""));
    const at = columnOf(header, column);
    const counts = new Map<string, number>();
    for (const { [at]: value = "" } of rows)
      if (value !== "") counts.set(value, (counts.get(value) ?? 0) + 1);
    const counted = [...counts];
    if (sort_by_count) counted.sort(([, a], [, b]) => b - a);
    yield ["values", counted.map(([value]) => value)];
    if (include_count) yield ["counts", Object.fromEntries(counted)];
    yield ["total_unique", counted.length];
    yield ["spreadsheet", file];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile, column: "who", include_count: true, sort_by_count: true },
      answers: [
        exampleSheets,
        {
          method: "GET",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB/values/'Log'",
          body: { values: [["who"], ["Ada"], [], ["Eve"], ["Eve"]] },
        },
      ],
      yields: {
        values: [["Eve", "Ada"]],
        counts: [{ Eve: 2, Ada: 1 }],
        total_unique: [2],
        spreadsheet: [exampleFile],
      },
    },
  ],
});
