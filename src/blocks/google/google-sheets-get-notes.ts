import * as z from "zod";
import { block } from "../block.ts";
import { anyDict } from "../pins.ts";
import { boundsOf, columnLetters, partsOfA1 } from "./a1.ts";
import { exampleFile } from "./api.ts";
import {
  onSheet,
  sheetNamed,
  sheetNamePin,
  spreadsheetOf,
  spreadsheetOut,
  spreadsheetPin,
} from "./sheets.ts";
import { exampleSheets } from "./sheets-examples.ts";

export const googleSheetsGetNotes = block({
  id: "fa16834f-fff4-4d7a-9f7f-531ced90492b",
  name: "GoogleSheetsGetNotesBlock",
  description: "Reads the notes on cells of a Google spreadsheet.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      range: z.string().default("A1:Z100").describe("Which cells"),
      sheet_name: sheetNamePin(),
    }),
  output: () =>
    z.object({
      notes: z.array(anyDict()).describe("Each with its cell and what it says"),
      count: z.int().describe("How many"),
      spreadsheet: spreadsheetOut(),
    }),
  async *run({ spreadsheet: file, range: a1, sheet_name }, io) {
    const spreadsheet = spreadsheetOf(io, file);
    const { sheet: named, cells } = partsOfA1(a1);
    boundsOf(cells);
    const { title } = await sheetNamed(spreadsheet, named || sheet_name);
    const { sheets } = await spreadsheet.ask(Found(), spreadsheet.path(""), {
      query: {
        ranges: onSheet(title, cells),
        fields: "sheets.data(startRow,startColumn,rowData.values.note)",
      },
    });
    const notes = sheets.flatMap(({ data }) => data.flatMap(notesIn));
    yield ["notes", notes];
    yield ["count", notes.length];
    yield ["spreadsheet", file];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile, range: "B2:C3" },
      answers: [
        exampleSheets,
        {
          method: "GET",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB?ranges=%27Log%27%21B2%3AC3&fields=sheets.data%28startRow%2CstartColumn%2CrowData.values.note%29",
          body: {
            sheets: [
              { data: [{ startRow: 1, startColumn: 1, rowData: [{}, { values: [{}, { note: "Hot" }] }] }] },
            ],
          },
        },
      ],
      yields: { notes: [[{ cell: "C3", note: "Hot" }]], count: [1], spreadsheet: [exampleFile] },
    },
  ],
});

const Data = () =>
  z.object({
    startRow: z.int().default(0),
    startColumn: z.int().default(0),
    rowData: z
      .array(z.object({ values: z.array(z.object({ note: z.string().optional() })).default([]) }))
      .default([]),
  });

const Found = () =>
  z.object({ sheets: z.array(z.object({ data: z.array(Data()).default([]) })).default([]) });

const notesIn = ({ startRow, startColumn, rowData }: z.output<ReturnType<typeof Data>>) =>
  rowData.flatMap(({ values }, y) =>
    values.flatMap(({ note }, x) =>
      note === undefined ? [] : [{ cell: `${columnLetters(startColumn + x)}${startRow + y + 1}`, note }],
    ),
  );
