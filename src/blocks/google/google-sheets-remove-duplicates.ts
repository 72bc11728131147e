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
import { exampleReply, exampleSheetChange, exampleSheets } from "./sheets-examples.ts";

export const googleSheetsRemoveDuplicates = block({
  id: "6eb50ff7-205b-400e-8ecc-1ce8d50075be",
  name: "GoogleSheetsRemoveDuplicatesBlock",
  description: "Deletes the rows of a Google spreadsheet that say what another one says.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      sheet_name: sheetNamePin(),
      columns: z
        .array(z.string())
        .default([])
        .describe("Headings or letters of the columns that count; all unless given"),
      keep: z.enum(["first", "last"]).default("first").describe("Which one of those that are the same stays"),
      match_case: z.boolean().default(false).describe("Whether capitals count"),
    }),
  output: () =>
    z.object({
      result: anyAnswer().describe("What was done"),
      removed_count: z.int().describe("How many rows were deleted"),
      remaining_rows: z.int().describe("How many are left, without the first"),
      spreadsheet: spreadsheetOut(),
    }),
  async *run({ spreadsheet: file, sheet_name, columns, keep, match_case }, io) {
    const spreadsheet = spreadsheetOf(io, file);
    const { title, sheetId } = await sheetNamed(spreadsheet, sheet_name);
    const [header = [], ...rows] = await readRange(spreadsheet, onSheet(title, ""));
    const counting = columns.map((column) => columnOf(header, column));
    const keyOf = (row: string[]) => {
      const key = JSON.stringify(counting.length === 0 ? row : counting.map((at) => row[at] ?? ""));
      return match_case ? key : key.toLowerCase();
    };
    const extra = repeated(rows.map(keyOf), keep);
    // From the last to the first: a deleted row moves those below it.
    const requests = extra.toReversed().map((row) => ({
      deleteDimension: { range: { sheetId, dimension: "ROWS", startIndex: row + 1, endIndex: row + 2 } },
    }));
    yield ["result", requests.length === 0 ? {} : await changeSheets(spreadsheet, requests)];
    yield ["removed_count", extra.length];
    yield ["remaining_rows", rows.length - extra.length];
    yield ["spreadsheet", file];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile, columns: ["who"], keep: "last" },
      answers: [
        exampleSheets,
        {
          method: "GET",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB/values/'Log'",
          body: { values: [["who", "what"], ["Ada", "tea"], ["Eve"], ["ADA", "cake"]] },
        },
        exampleSheetChange([
          { deleteDimension: { range: { sheetId: 5, dimension: "ROWS", startIndex: 1, endIndex: 2 } } },
        ]),
      ],
      yields: {
        result: [exampleReply],
        removed_count: [1],
        remaining_rows: [2],
        spreadsheet: [exampleFile],
      },
    },
  ],
});

/** The indexes of keys that are there before or, when the last is kept, after. */
function repeated(keys: readonly string[], keep: "first" | "last"): number[] {
  const kept = new Map<string, number>();
  for (const [index, key] of keys.entries()) if (keep === "last" || !kept.has(key)) kept.set(key, index);
  return keys.flatMap((key, index) => (kept.get(key) === index ? [] : [index]));
}
