import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import { anyAnswer, spreadsheetOf, spreadsheetOut, spreadsheetPin } from "./sheets.ts";

export const googleSheetsClear = block({
  id: "84938266-0fc7-46e5-9369-adb0f6ae8015",
  name: "GoogleSheetsClearBlock",
  description: "Empties cells of a Google spreadsheet.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      range: z.string().describe("Which cells, such as Sheet1!A1:B2"),
    }),
  output: () => z.object({ result: anyAnswer().describe("What was emptied"), spreadsheet: spreadsheetOut() }),
  async *run({ spreadsheet: file, range }, io) {
    const spreadsheet = spreadsheetOf(io, file);
    const path = spreadsheet.path(`/values/${encodeURIComponent(range)}:clear`);
    yield ["result", await spreadsheet.ask(anyAnswer(), path, { method: "POST", body: {} })];
    yield ["spreadsheet", file];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile, range: "A1:B2" },
      answers: [
        {
          method: "POST",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB/values/A1%3AB2:clear",
          body: { clearedRange: "Sheet1!A1:B2" },
        },
      ],
      yields: { result: [{ clearedRange: "Sheet1!A1:B2" }], spreadsheet: [exampleFile] },
    },
  ],
});
