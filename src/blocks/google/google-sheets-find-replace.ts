import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import { anyAnswer, changeSheets, spreadsheetOf, spreadsheetOut, spreadsheetPin } from "./sheets.ts";

export const googleSheetsFindReplace = block({
  id: "accca760-8174-4656-b55e-5f0e82fee986",
  name: "GoogleSheetsFindReplaceBlock",
  description: "Replaces text wherever it stands in a Google spreadsheet.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      find_text: z.string().describe("What to look for"),
      replace_text: z.string().describe("What to put in its place"),
      sheet_id: z.int().default(-1).describe("Only on the sheet of this id; on all for -1"),
      match_case: z.boolean().default(false).describe("Whether capitals count"),
      match_entire_cell: z.boolean().default(false).describe("Whether it must be all that is in a cell"),
    }),
  output: () =>
    z.object({ result: anyAnswer().describe("What was replaced"), spreadsheet: spreadsheetOut() }),
  async *run({ spreadsheet, find_text, replace_text, sheet_id, match_case, match_entire_cell }, io) {
    const findReplace = {
      find: find_text,
      replacement: replace_text,
      matchCase: match_case,
      matchEntireCell: match_entire_cell,
      ...(sheet_id >= 0 ? { sheetId: sheet_id } : { allSheets: true }),
    };
    yield ["result", await changeSheets(spreadsheetOf(io, spreadsheet), [{ findReplace }])];
    yield ["spreadsheet", spreadsheet];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile, find_text: "a", replace_text: "b" },
      answers: [
        {
          method: "POST",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB:batchUpdate",
          requestBody: {
            requests: [
              {
                findReplace: {
                  find: "a",
                  replacement: "b",
                  matchCase: false,
                  matchEntireCell: false,
                  allSheets: true,
                },
              },
            ],
          },
          body: { replies: [{ findReplace: { occurrencesChanged: 2 } }] },
        },
      ],
      yields: {
        result: [{ replies: [{ findReplace: { occurrencesChanged: 2 } }] }],
        spreadsheet: [exampleFile],
      },
    },
  ],
});
