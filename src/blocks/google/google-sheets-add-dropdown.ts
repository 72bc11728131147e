import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import {
  anyAnswer,
  changeSheets,
  gridRange,
  sheetNamePin,
  spreadsheetOf,
  spreadsheetOut,
  spreadsheetPin,
} from "./sheets.ts";
import { exampleGrid, exampleReply, exampleSheetChange, exampleSheets } from "./sheets-examples.ts";

export const googleSheetsAddDropdown = block({
  id: "725431c9-71ba-4fce-b829-5a3e495a8a88",
  name: "GoogleSheetsAddDropdownBlock",
  description: "Lets people choose what is in cells of a Google spreadsheet.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      sheet_name: sheetNamePin(),
      range: z.string().describe("Which cells, such as A2:A100"),
      options: z.array(z.string()).min(1).describe("What they can choose"),
      strict: z.boolean().default(true).describe("Whether nothing else may be entered"),
      show_dropdown: z.boolean().default(true).describe("Whether the choices are shown"),
    }),
  output: () =>
    z.object({
      result: anyAnswer().describe("What was done"),
      spreadsheet: spreadsheetOut(),
    }),
  async *run({ spreadsheet: file, sheet_name, range: a1, options, strict, show_dropdown }, io) {
    const spreadsheet = spreadsheetOf(io, file);
    const range = await gridRange(spreadsheet, a1, sheet_name);
    const values = options.map((option) => ({ userEnteredValue: option }));
    const rule = { condition: { type: "ONE_OF_LIST", values }, strict, showCustomUi: show_dropdown };
    yield ["result", await changeSheets(spreadsheet, [{ setDataValidation: { range, rule } }])];
    yield ["spreadsheet", file];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile, range: "B2:B3", options: ["tea", "cake"] },
      answers: [
        exampleSheets,
        exampleSheetChange([
          {
            setDataValidation: {
              range: exampleGrid("B2:B3"),
              rule: {
                condition: {
                  type: "ONE_OF_LIST",
                  values: [{ userEnteredValue: "tea" }, { userEnteredValue: "cake" }],
                },
                strict: true,
                showCustomUi: true,
              },
            },
          },
        ]),
      ],
      yields: { result: [exampleReply], spreadsheet: [exampleFile] },
    },
  ],
});
