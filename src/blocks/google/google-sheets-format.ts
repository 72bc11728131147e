import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import {
  anyAnswer,
  changeSheets,
  gridRange,
  spreadsheetOf,
  spreadsheetOut,
  spreadsheetPin,
} from "./sheets.ts";
import { exampleGrid, exampleReply, exampleSheetChange, exampleSheets } from "./sheets-examples.ts";

export const googleSheetsFormat = block({
  id: "270f2384-8089-4b5b-b2e3-fe2ea3d87c02",
  name: "GoogleSheetsFormatBlock",
  description: "Changes how cells of a Google spreadsheet look.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      range: z.string().describe("Which cells, such as Sheet1!A1:B2"),
      background_color: color().describe(
        "Their color: red, green and blue from 0 to 1; as it is unless given",
      ),
      text_color: color().describe("The color of their text, likewise"),
      bold: z.boolean().default(false).describe("Whether their text becomes bold"),
      italic: z.boolean().default(false).describe("Whether their text becomes italic"),
      font_size: z.int().min(1).max(400).default(10).describe("Size of their text in points"),
    }),
  output: () =>
    z.object({
      result: anyAnswer().describe("What was done"),
      spreadsheet: spreadsheetOut(),
    }),
  async *run({ spreadsheet: file, range: a1, background_color, text_color, bold, italic, font_size }, io) {
    const spreadsheet = spreadsheetOf(io, file);
    const textFormat = {
      fontSize: font_size,
      ...(bold && { bold }),
      ...(italic && { italic }),
      ...(Object.keys(text_color).length > 0 && { foregroundColor: text_color }),
    };
    const hasColor = Object.keys(background_color).length > 0;
    const userEnteredFormat = { textFormat, ...(hasColor && { backgroundColor: background_color }) };
    const looks = Object.keys(textFormat).join(",");
    const fields = `userEnteredFormat(textFormat(${looks})${hasColor ? ",backgroundColor" : ""})`;
    const range = await gridRange(spreadsheet, a1);
    yield [
      "result",
      await changeSheets(spreadsheet, [{ repeatCell: { range, cell: { userEnteredFormat }, fields } }]),
    ];
    yield ["spreadsheet", file];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile, range: "A1:B1", bold: true, background_color: { red: 1 } },
      answers: [
        exampleSheets,
        exampleSheetChange([
          {
            repeatCell: {
              range: exampleGrid("A1:B1"),
              cell: {
                userEnteredFormat: { textFormat: { fontSize: 10, bold: true }, backgroundColor: { red: 1 } },
              },
              fields: "userEnteredFormat(textFormat(fontSize,bold),backgroundColor)",
            },
          },
        ]),
      ],
      yields: { result: [exampleReply], spreadsheet: [exampleFile] },
    },
  ],
});

function color() {
  return z.partialRecord(z.enum(["red", "green", "blue", "alpha"]), z.number().min(0).max(1)).default({});
}
