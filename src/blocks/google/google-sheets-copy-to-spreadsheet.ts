import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import {
  anyAnswer,
  sheetNamed,
  sheetNamePin,
  spreadsheetOf,
  spreadsheetOut,
  spreadsheetPin,
} from "./sheets.ts";
import { exampleSheets } from "./sheets-examples.ts";

export const googleSheetsCopyToSpreadsheet = block({
  id: "740eec3f-2b51-4e95-b87f-22ce2acafdfa",
  name: "GoogleSheetsCopyToSpreadsheetBlock",
  description: "Copies a sheet of a Google spreadsheet into another one.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      source_spreadsheet: spreadsheetPin(),
      source_sheet_name: sheetNamePin(),
      destination_spreadsheet_id: z.string().describe("Id of the spreadsheet that it goes into"),
    }),
  output: () =>
    z.object({
      result: anyAnswer().describe("What was made"),
      new_sheet_id: z.int().describe("Id of the copy"),
      new_sheet_name: z.string().describe("Name of the copy"),
      spreadsheet: spreadsheetOut(),
    }),
  async *run(
    { source_spreadsheet: file, source_sheet_name, destination_spreadsheet_id: destinationSpreadsheetId },
    io,
  ) {
    const spreadsheet = spreadsheetOf(io, file);
    const { sheetId } = await sheetNamed(spreadsheet, source_sheet_name);
    const Made = z.object({ sheetId: z.int(), title: z.string() });
    const path = spreadsheet.path(`/sheets/${sheetId}:copyTo`);
    const made = await spreadsheet.ask(Made, path, { method: "POST", body: { destinationSpreadsheetId } });
    yield ["result", made];
    yield ["new_sheet_id", made.sheetId];
    yield ["new_sheet_name", made.title];
    yield ["spreadsheet", file];
  },
  examples: [
    {
      input: { source_spreadsheet: exampleFile, destination_spreadsheet_id: "2cD" },
      answers: [
        exampleSheets,
        {
          method: "POST",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB/sheets/5:copyTo",
          requestBody: { destinationSpreadsheetId: "2cD" },
          body: { sheetId: 9, title: "Copy of Log", index: 1 },
        },
      ],
      yields: {
        result: [{ sheetId: 9, title: "Copy of Log" }],
        new_sheet_id: [9],
        new_sheet_name: ["Copy of Log"],
        spreadsheet: [exampleFile],
      },
    },
  ],
});
