import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import { anyAnswer, spreadsheetOf, spreadsheetOut, spreadsheetPin, writeRange } from "./sheets.ts";

export const googleSheetsWrite = block({
  id: "d9291e87-301d-47a8-91fe-907fb55460e5",
  name: "GoogleSheetsWriteBlock",
  description: "Writes cells of a Google spreadsheet.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      range: z.string().describe("Which cells, such as Sheet1!A1:B2"),
      values: z.array(z.array(z.string())).describe("The rows"),
    }),
  output: () => z.object({ result: anyAnswer().describe("What was written"), spreadsheet: spreadsheetOut() }),
  async *run({ spreadsheet, range, values }, io) {
    yield ["result", await writeRange(spreadsheetOf(io, spreadsheet), range, values, "USER_ENTERED")];
    yield ["spreadsheet", spreadsheet];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile, range: "A1:B1", values: [["a", "=1+1"]] },
      answers: [
        {
          method: "PUT",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB/values/A1%3AB1?valueInputOption=USER_ENTERED",
          requestBody: { range: "A1:B1", majorDimension: "ROWS", values: [["a", "=1+1"]] },
          body: { updatedCells: 2 },
        },
      ],
      yields: { result: [{ updatedCells: 2 }], spreadsheet: [exampleFile] },
    },
  ],
});
