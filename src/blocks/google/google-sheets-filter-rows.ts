import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import {
  columnOf,
  onSheet,
  readRange,
  sheetNamed,
  sheetNamePin,
  spreadsheetOf,
  spreadsheetOut,
  spreadsheetPin,
} from "./sheets.ts";
import { exampleRows, exampleSheets } from "./sheets-examples.ts";

const OPERATORS = [
  "equals",
  "not_equals",
  "contains",
  "not_contains",
  "greater_than",
  "less_than",
  "greater_than_or_equal",
  "less_than_or_equal",
  "is_empty",
  "is_not_empty",
] as const;

export const googleSheetsFilterRows = block({
  id: "582195c2-ccee-4fc2-b646-18f72eb9906c",
  name: "GoogleSheetsFilterRowsBlock",
  description: "Gives the rows of a Google spreadsheet whose cell in a column meets a condition.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      sheet_name: sheetNamePin(),
      filter_column: z.string().describe("Which column: its heading, or its letter"),
      filter_value: z.string().default("").describe("What its cells are compared with"),
      operator: z.enum(OPERATORS).default("equals").describe("How they are compared"),
      match_case: z.boolean().default(false).describe("Whether capitals count"),
      include_header: z.boolean().default(true).describe("Whether the first row comes too"),
    }),
  output: () =>
    z.object({
      rows: z.array(z.array(z.string())).describe("The rows"),
      row_indices: z.array(z.int()).describe("Which rows they are, from 1, without the first"),
      count: z.int().describe("How many, without the first"),
      spreadsheet: spreadsheetOut(),
    }),
  async *run({ spreadsheet: file, sheet_name, filter_column, include_header, ...condition }, io) {
    const spreadsheet = spreadsheetOf(io, file);
    const { title } = await sheetNamed(spreadsheet, sheet_name);
    const [header = [], ...rows] = await readRange(spreadsheet, onSheet(title, ""));
    const column = columnOf(header, filter_column);
    const found = rows.flatMap((row, index) =>
      meets(row[column] ?? "", condition) ? [{ row, index: index + 2 }] : [],
    );
    yield ["rows", [...(include_header ? [header] : []), ...found.map(({ row }) => row)]];
    yield ["row_indices", found.map(({ index }) => index)];
    yield ["count", found.length];
    yield ["spreadsheet", file];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile, filter_column: "what", filter_value: "CAK", operator: "contains" },
      answers: [exampleSheets, exampleRows],
      yields: {
        rows: [
          [
            ["who", "what"],
            ["Eve", "cake"],
          ],
        ],
        row_indices: [[3]],
        count: [1],
        spreadsheet: [exampleFile],
      },
    },
    {
      input: {
        spreadsheet: exampleFile,
        filter_column: "A",
        filter_value: "Bob",
        operator: "greater_than",
        include_header: false,
      },
      answers: [exampleSheets, exampleRows],
      yields: { rows: [[["Eve", "cake"]]], row_indices: [[3]], count: [1], spreadsheet: [exampleFile] },
    },
  ],
});

type Operator = (typeof OPERATORS)[number];

interface Condition {
  operator: Operator;
  filter_value: string;
  match_case: boolean;
}

function meets(cell: string, { operator, filter_value, match_case }: Condition): boolean {
  const plain = (text: string) => (match_case ? text : text.toLowerCase());
  return TESTS[operator](plain(cell), plain(filter_value));
}

/** As numbers where both are. */
function compared(a: string, b: string): number {
  const isNumeric = a !== "" && b !== "" && Number.isFinite(Number(a)) && Number.isFinite(Number(b));
  if (isNumeric) return Number(a) - Number(b);
  return a < b ? -1 : a > b ? 1 : 0;
}

const TESTS: Record<Operator, (cell: string, value: string) => boolean> = {
  equals: (cell, value) => cell === value,
  not_equals: (cell, value) => cell !== value,
  contains: (cell, value) => cell.includes(value),
  not_contains: (cell, value) => !cell.includes(value),
  greater_than: (cell, value) => cell !== "" && compared(cell, value) > 0,
  less_than: (cell, value) => cell !== "" && compared(cell, value) < 0,
  greater_than_or_equal: (cell, value) => cell !== "" && compared(cell, value) >= 0,
  less_than_or_equal: (cell, value) => cell !== "" && compared(cell, value) <= 0,
  is_empty: (cell) => cell === "",
  is_not_empty: (cell) => cell !== "",
};
