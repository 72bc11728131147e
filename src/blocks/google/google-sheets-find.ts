import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import { BlockError, block } from "../block.ts";
import { advanced, anyDict } from "../pins.ts";
import { a1Of, boundsOf, partsOfA1 } from "./a1.ts";
import { exampleFile } from "./api.ts";
import {
  allSheets,
  anyAnswer,
  onSheet,
  readRange,
  type Spreadsheet,
  sheetNamed,
  spreadsheetOf,
  spreadsheetOut,
  spreadsheetPin,
} from "./sheets.ts";
import { exampleRows, exampleSheets } from "./sheets-examples.ts";

export const googleSheetsFind = block({
  id: "0f4ecc72-b958-47b2-b65e-76d6d26b9b27",
  name: "GoogleSheetsFindBlock",
  description: "Finds the cells of a Google spreadsheet that hold a text.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      find_text: z.string().min(1).describe("What to look for"),
      sheet_id: z.int().default(-1).describe("Only on the sheet of this id; on all for -1"),
      match_case: z.boolean().default(false).describe("Whether capitals count"),
      match_entire_cell: z.boolean().default(false).describe("Whether it must be all that is in a cell"),
      find_all: z.boolean().default(true).describe("Whether to look for more than the first"),
      range: z.string().default("").meta(advanced("Only in these cells, such as Sheet1!A1:B9")),
    }),
  output: () =>
    z.object({
      result: anyAnswer().describe("How many cells there are"),
      locations: z.array(anyDict()).describe("The cells: sheet, row and column from 1, address and value"),
      count: z.int().describe("How many"),
      spreadsheet: spreadsheetOut(),
    }),
  async *run({ spreadsheet: file, range, sheet_id, ...wanted }, io) {
    const spreadsheet = spreadsheetOf(io, file);
    const places =
      range === "" ? await sheetsWith(spreadsheet, sheet_id) : [await placeOf(spreadsheet, range)];
    const locations: JsonObject[] = [];
    for (const place of places) {
      if (locations.length > 0 && !wanted.find_all) break;
      locations.push(...cellsWith(await readRange(spreadsheet, place.range), place, wanted));
    }
    const found = wanted.find_all ? locations : locations.slice(0, 1);
    yield ["result", { count: found.length }];
    yield ["locations", found];
    yield ["count", found.length];
    yield ["spreadsheet", file];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile, find_text: "TEA" },
      answers: [exampleSheets, exampleRows],
      yields: {
        result: [{ count: 1 }],
        locations: [[{ sheet: "Log", row: 2, column: 2, address: "B2", value: "tea" }]],
        count: [1],
        spreadsheet: [exampleFile],
      },
    },
    {
      input: { spreadsheet: exampleFile, find_text: "e", find_all: false, range: "B2:B3", match_case: true },
      answers: [
        exampleSheets,
        {
          method: "GET",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB/values/'Log'!B2%3AB3",
          body: { range: "Log!B2:B3", values: [["tea"], ["cake"]] },
        },
      ],
      yields: {
        result: [{ count: 1 }],
        locations: [[{ sheet: "Log", row: 2, column: 2, address: "B2", value: "tea" }]],
        count: [1],
        spreadsheet: [exampleFile],
      },
    },
  ],
});

interface Place {
  title: string;
  range: string;
  /** Where the range begins, from 0. */
  top: number;
  left: number;
}

async function sheetsWith(spreadsheet: Spreadsheet, sheetId: number): Promise<Place[]> {
  const sheets = await allSheets(spreadsheet);
  const chosen = sheets.filter((sheet) => sheetId < 0 || sheet.sheetId === sheetId);
  if (chosen.length === 0) throw new BlockError(`There is no sheet of the id ${sheetId}`);
  return chosen.map(({ title }) => ({ title, range: onSheet(title, ""), top: 0, left: 0 }));
}

async function placeOf(spreadsheet: Spreadsheet, range: string): Promise<Place> {
  const { sheet, cells } = partsOfA1(range);
  const { title } = await sheetNamed(spreadsheet, sheet);
  const { startRowIndex: top = 0, startColumnIndex: left = 0 } = boundsOf(cells);
  return { title, range: onSheet(title, cells), top, left };
}

interface Wanted {
  find_text: string;
  match_case: boolean;
  match_entire_cell: boolean;
}

function cellsWith(rows: readonly string[][], { title, top, left }: Place, wanted: Wanted): JsonObject[] {
  const plain = (text: string) => (wanted.match_case ? text : text.toLowerCase());
  const text = plain(wanted.find_text);
  const fits = (value: string) =>
    wanted.match_entire_cell ? plain(value) === text : plain(value).includes(text);
  return rows.flatMap((row, y) =>
    row.flatMap((value, x) => {
      const [startRowIndex, startColumnIndex] = [top + y, left + x];
      const address = a1Of({
        startRowIndex,
        startColumnIndex,
        endRowIndex: startRowIndex + 1,
        endColumnIndex: startColumnIndex + 1,
      });
      const place = { sheet: title, row: startRowIndex + 1, column: startColumnIndex + 1, address, value };
      return fits(value) ? [place] : [];
    }),
  );
}
