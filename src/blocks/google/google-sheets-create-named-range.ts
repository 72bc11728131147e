import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import {
  anyAnswer,
  changeSheets,
  gridRange,
  replyOf,
  sheetNamePin,
  spreadsheetOf,
  spreadsheetOut,
  spreadsheetPin,
} from "./sheets.ts";
import { exampleGrid, exampleSheetChange, exampleSheets } from "./sheets-examples.ts";

export const googleSheetsCreateNamedRange = block({
  id: "a2707376-8016-494b-98c4-d0e2752ab9cb",
  name: "GoogleSheetsCreateNamedRangeBlock",
  description: "Gives a name to cells of a Google spreadsheet.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      sheet_name: sheetNamePin(),
      name: z
        .string()
        .regex(
          /^[\p{L}_][\p{L}\p{N}_]{0,249}$/u,
          "A name has letters, digits and _, and begins with no digit",
        )
        .describe("The name"),
      range: z.string().describe("Which cells, such as A1:B2"),
    }),
  output: () =>
    z.object({
      result: anyAnswer().describe("What was done"),
      named_range_id: z.string().describe("Id of the name"),
      spreadsheet: spreadsheetOut(),
    }),
  async *run({ spreadsheet: file, sheet_name, name, range: a1 }, io) {
    const spreadsheet = spreadsheetOf(io, file);
    const range = await gridRange(spreadsheet, a1, sheet_name);
    const result = await changeSheets(spreadsheet, [{ addNamedRange: { namedRange: { name, range } } }]);
    const Made = z.object({
      addNamedRange: z.object({ namedRange: z.object({ namedRangeId: z.string() }) }),
    });
    yield ["result", result];
    yield ["named_range_id", replyOf(Made, result).addNamedRange.namedRange.namedRangeId];
    yield ["spreadsheet", file];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile, name: "Teas", range: "B2:B3" },
      answers: [
        exampleSheets,
        exampleSheetChange(
          [{ addNamedRange: { namedRange: { name: "Teas", range: exampleGrid("B2:B3") } } }],
          {
            addNamedRange: { namedRange: { namedRangeId: "nr1" } },
          },
        ),
      ],
      yields: {
        result: [
          { spreadsheetId: "1aB", replies: [{ addNamedRange: { namedRange: { namedRangeId: "nr1" } } }] },
        ],
        named_range_id: ["nr1"],
        spreadsheet: [exampleFile],
      },
    },
  ],
});
