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
import { exampleSheetChange, exampleSheets } from "./sheets-examples.ts";

export const googleSheetsProtectRange = block({
  id: "d0e4f5d1-76e7-4082-9be8-e656ec1f432d",
  name: "GoogleSheetsProtectRangeBlock",
  description: "Keeps others from changing cells of a Google spreadsheet.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      sheet_name: sheetNamePin(),
      range: z.string().default("").describe("Which cells, such as A1:B2; the whole sheet unless given"),
      description: z.string().default("Protected by automation").describe("Why, for people to read"),
      warning_only: z.boolean().default(false).describe("Whether others are only warned"),
    }),
  output: () =>
    z.object({
      result: anyAnswer().describe("What was done"),
      protection_id: z.int().describe("Id of the protection"),
      spreadsheet: spreadsheetOut(),
    }),
  async *run({ spreadsheet: file, sheet_name, range: a1, description, warning_only }, io) {
    const spreadsheet = spreadsheetOf(io, file);
    const range = await gridRange(spreadsheet, a1, sheet_name);
    const protectedRange = { range, description, warningOnly: warning_only };
    const result = await changeSheets(spreadsheet, [{ addProtectedRange: { protectedRange } }]);
    const Made = z.object({
      addProtectedRange: z.object({ protectedRange: z.object({ protectedRangeId: z.int() }) }),
    });
    yield ["result", result];
    yield ["protection_id", replyOf(Made, result).addProtectedRange.protectedRange.protectedRangeId];
    yield ["spreadsheet", file];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile },
      answers: [
        exampleSheets,
        exampleSheetChange(
          [
            {
              addProtectedRange: {
                protectedRange: {
                  range: { sheetId: 5 },
                  description: "Protected by automation",
                  warningOnly: false,
                },
              },
            },
          ],
          { addProtectedRange: { protectedRange: { protectedRangeId: 7 } } },
        ),
      ],
      yields: {
        result: [
          {
            spreadsheetId: "1aB",
            replies: [{ addProtectedRange: { protectedRange: { protectedRangeId: 7 } } }],
          },
        ],
        protection_id: [7],
        spreadsheet: [exampleFile],
      },
    },
  ],
});
