import Papa from "papaparse";
import * as z from "zod";
import { BlockError, block } from "../block.ts";
import { utf8 } from "../data-uri.ts";

const MAX_SINGLE_ROWS = 10_000;

export const readSpreadsheet = block({
  id: "acf7625e-d2cb-4941-bfeb-2819fc6fc015",
  name: "ReadSpreadsheetBlock",
  description: "Reads the rows of comma-separated values.",
  categories: ["TEXT", "DATA"],
  pure: false,
  input: () =>
    z.object({
      contents: z.string().optional().describe("The text of the table"),
      file_input: z.string().optional().describe("A file with it, when no text is given"),
      delimiter: z.string().default(",").describe("What stands between two values"),
      quotechar: z.string().default('"').describe("What stands around values with delimiters or line breaks"),
      escapechar: z
        .string()
        .default("\\")
        .describe("What stands before a quote within quotes; two quotes work too"),
      has_header: z.boolean().default(true).describe("Whether the first row names the columns"),
      skip_rows: z.int().min(0).default(0).describe("How many rows to leave out after the header"),
      strip: z.boolean().default(true).describe("Whether to take white space off the ends of values"),
      skip_columns: z.array(z.string()).default([]).describe("Columns to leave out, by name or number"),
      produce_singular_result: z
        .boolean()
        .default(false)
        .describe("Whether to yield row by row, not all at once"),
    }),
  output: () =>
    z.object({
      row: z.record(z.string(), z.string()).describe("One row, by column"),
      rows: z.array(z.record(z.string(), z.string())).describe("All rows"),
    }),
  async *run({ contents, file_input, produce_singular_result, ...options }, { files }) {
    if (contents === undefined && file_input === undefined) {
      throw new BlockError("Give the contents or a file");
    }
    const text = contents ?? utf8((await files.read(file_input ?? "")).bytes);
    const rows = rowsOf(text, options);
    if (!produce_singular_result) {
      yield ["rows", rows];
      return;
    }
    if (rows.length > MAX_SINGLE_ROWS) {
      throw new BlockError(
        `There are ${rows.length} rows; row by row at most ${MAX_SINGLE_ROWS} can be read`,
      );
    }
    for (const row of rows) yield ["row", row];
  },
  examples: [
    {
      input: { contents: 'name, age\nAda,36\n"Hopper, Grace", 85\n' },
      yields: {
        rows: [
          [
            { name: "Ada", age: "36" },
            { name: "Hopper, Grace", age: "85" },
          ],
        ],
      },
    },
    {
      input: { contents: "a;b\n1;2\n3;4", delimiter: ";", produce_singular_result: true, skip_rows: 1 },
      yields: { row: [{ a: "3", b: "4" }] },
    },
    {
      input: { contents: 'x, "y"\n1,2,3', has_header: false, strip: false, skip_columns: ["0"] },
      yields: { rows: [[{ "1": ' "y"' }, { "1": "2", "2": "3" }]] },
    },
    {
      input: { contents: 'a,b\n"say ""hi""",1\n' },
      yields: { rows: [[{ a: 'say "hi"', b: "1" }]] },
    },
    {
      input: { contents: 'a,b\n"say \\"hi\\"",1\n' },
      yields: { rows: [[{ a: 'say "hi"', b: "1" }]] },
    },
    { input: { file_input: "data:text/csv;base64,YSxiCjEsMg==" }, yields: { rows: [[{ a: "1", b: "2" }]] } },
    {
      input: { file_input: "workspace://a" },
      files: { "workspace://a": "a,b\n1,2" },
      yields: { rows: [[{ a: "1", b: "2" }]] },
    },
    { input: {}, yields: { error: ["Give the contents or a file"] } },
  ],
});

interface Options {
  delimiter: string;
  quotechar: string;
  escapechar: string;
  has_header: boolean;
  skip_rows: number;
  strip: boolean;
  skip_columns: string[];
}

function rowsOf(text: string, options: Options): Record<string, string>[] {
  const { quotechar, escapechar, delimiter, has_header, skip_rows, skip_columns, strip } = options;
  // The parser knows one escape at a time: doubled quotes unless the other one occurs.
  const escapeChar = escapechar !== "" && text.includes(escapechar + quotechar) ? escapechar : quotechar;
  const { data } = Papa.parse<string[]>(text, {
    delimiter,
    quoteChar: quotechar,
    escapeChar,
    skipEmptyLines: true,
  });
  const cells = strip ? data.map((row) => row.map((cell) => cell.trim())) : data;
  const header = has_header ? (cells[0] ?? []) : [];
  const skipped = new Set(skip_columns);
  return cells
    .slice((has_header ? 1 : 0) + skip_rows)
    .map((row) =>
      Object.fromEntries(
        row
          .map((cell, column): [string, string] => [header[column] ?? String(column), cell])
          .filter(([column]) => !skipped.has(column)),
      ),
    );
}
