import * as z from "zod";
import { block } from "../block.ts";
import { anyDict } from "../pins.ts";
import { a1Of } from "./a1.ts";
import { exampleFile } from "./api.ts";
import { allSheets, GridRange, onSheet, spreadsheetOf, spreadsheetOut, spreadsheetPin } from "./sheets.ts";
import { exampleGrid, exampleSheets } from "./sheets-examples.ts";

export const googleSheetsListNamedRanges = block({
  id: "b81a9d27-3997-4860-9303-cc68086db13a",
  name: "GoogleSheetsListNamedRangesBlock",
  description: "Lists the names of cells of a Google spreadsheet.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
    }),
  output: () =>
    z.object({
      named_ranges: z.array(anyDict()).describe("Each with its id, its name, its sheet and its cells"),
      count: z.int().describe("How many"),
      spreadsheet: spreadsheetOut(),
    }),
  async *run({ spreadsheet: file }, io) {
    const spreadsheet = spreadsheetOf(io, file);
    const Found = z.object({
      namedRanges: z
        .array(z.object({ namedRangeId: z.string(), name: z.string(), range: GridRange() }))
        .default([]),
    });
    const query = { fields: "namedRanges" };
    const { namedRanges } = await spreadsheet.ask(Found, spreadsheet.path(""), { query });
    const titles = new Map((await allSheets(spreadsheet)).map(({ sheetId, title }) => [sheetId, title]));
    const found = namedRanges.map(({ namedRangeId, name, range: { sheetId, ...bounds } }) => {
      const sheet = titles.get(sheetId) ?? "";
      return { id: namedRangeId, name, sheet, range: onSheet(sheet, a1Of(bounds)) };
    });
    yield ["named_ranges", found];
    yield ["count", found.length];
    yield ["spreadsheet", file];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile },
      answers: [
        {
          method: "GET",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB?fields=namedRanges",
          body: { namedRanges: [{ namedRangeId: "nr1", name: "Teas", range: exampleGrid("B2:B3") }] },
        },
        exampleSheets,
      ],
      yields: {
        named_ranges: [[{ id: "nr1", name: "Teas", sheet: "Log", range: "'Log'!B2:B3" }]],
        count: [1],
        spreadsheet: [exampleFile],
      },
    },
  ],
});
