import * as z from "zod";
import type { Json } from "#lib/json.ts";
import { BlockError, block } from "../block.ts";
import { exampleFile } from "./api.ts";
import {
  anyAnswer,
  changeSheets,
  type Spreadsheet,
  sheetNamed,
  spreadsheetOf,
  spreadsheetOut,
  spreadsheetPin,
} from "./sheets.ts";
import { exampleReply, exampleSheetChange, exampleSheets } from "./sheets-examples.ts";

export const googleSheetsManageSheet = block({
  id: "7940189d-b137-4ef1-aa18-3dd9a5bde9f3",
  name: "GoogleSheetsManageSheetBlock",
  description: "Makes, copies or deletes a sheet of a Google spreadsheet.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      operation: z.enum(["create", "delete", "copy"]).describe("What to do"),
      sheet_name: z.string().default("").describe("Name of the sheet to make or to delete"),
      source_sheet_id: z.int().default(0).describe("Id of the sheet to copy"),
      destination_sheet_name: z
        .string()
        .default("")
        .describe("Name of the copy; Google finds one unless given"),
    }),
  output: () =>
    z.object({
      result: anyAnswer().describe("What was done"),
      spreadsheet: spreadsheetOut(),
    }),
  async *run({ spreadsheet: file, operation, ...names }, io) {
    const spreadsheet = spreadsheetOf(io, file);
    const request = await requestFor(spreadsheet, operation, names);
    yield ["result", await changeSheets(spreadsheet, [request])];
    yield ["spreadsheet", file];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile, operation: "create", sheet_name: "Log" },
      answers: [exampleSheetChange([{ addSheet: { properties: { title: "Log" } } }])],
      yields: { result: [exampleReply], spreadsheet: [exampleFile] },
    },
    {
      input: { spreadsheet: exampleFile, operation: "delete", sheet_name: "Log" },
      answers: [exampleSheets, exampleSheetChange([{ deleteSheet: { sheetId: 5 } }])],
      yields: { result: [exampleReply], spreadsheet: [exampleFile] },
    },
    {
      input: {
        spreadsheet: exampleFile,
        operation: "copy",
        source_sheet_id: 5,
        destination_sheet_name: "Old",
      },
      answers: [exampleSheetChange([{ duplicateSheet: { sourceSheetId: 5, newSheetName: "Old" } }])],
      yields: { result: [exampleReply], spreadsheet: [exampleFile] },
    },
    {
      input: { spreadsheet: exampleFile, operation: "delete" },
      yields: { error: ["sheet_name must say which sheet"] },
    },
  ],
});

interface Names {
  sheet_name: string;
  source_sheet_id: number;
  destination_sheet_name: string;
}

async function requestFor(
  spreadsheet: Spreadsheet,
  operation: "create" | "delete" | "copy",
  { sheet_name: title, source_sheet_id: sourceSheetId, destination_sheet_name: newSheetName }: Names,
): Promise<Json> {
  if (operation === "copy") {
    return { duplicateSheet: { sourceSheetId, ...(newSheetName !== "" && { newSheetName }) } };
  }
  if (title === "") throw new BlockError("sheet_name must say which sheet");
  if (operation === "create") return { addSheet: { properties: { title } } };
  return { deleteSheet: { sheetId: (await sheetNamed(spreadsheet, title)).sheetId } };
}
