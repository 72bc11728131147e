import * as z from "zod";
import { BlockError, block } from "../block.ts";
import { utf8 } from "../data-uri.ts";
import { advanced } from "../pins.ts";

const MAX_PIECES = 10_000;

export const fileRead = block({
  id: "3735a31f-7e18-4aca-9e90-08a7120674bc",
  name: "FileReadBlock",
  description: "Reads the text of a file, whole or in pieces.",
  categories: ["TEXT", "DATA"],
  pure: false,
  input: () =>
    z.object({
      file_input: z.string().meta({
        description: "The file as an http(s) address, a data URI or a workspace reference",
        format: "file",
      }),
      delimiter: z.string().default("").meta(advanced("What stands between two rows; empty: all is one row")),
      size_limit: count("How many characters a piece has at most; 0: any number"),
      row_limit: count("How many rows are read at most; 0: all"),
      skip_size: count("How many characters to leave out at the beginning"),
      skip_rows: count("How many rows to leave out after that"),
    }),
  output: () => z.object({ content: z.string().describe("The text, or one piece of it") }),
  async *run({ file_input, ...options }, { files }) {
    const text = utf8((await files.read(file_input)).bytes);
    const pieces: string[] = [];
    for (const piece of piecesOf(text, options)) {
      if (pieces.push(piece) > MAX_PIECES) {
        throw new BlockError(`A file can be read in at most ${MAX_PIECES} pieces`);
      }
    }
    for (const content of pieces) yield ["content", content];
  },
  examples: [
    {
      input: { file_input: "workspace://a" },
      files: { "workspace://a": "one\ntwo" },
      yields: { content: ["one\ntwo"] },
    },
    {
      input: { file_input: "data:,1;2;3;4;5", delimiter: ";", skip_size: 2, skip_rows: 1, row_limit: 2 },
      yields: { content: ["3", "4"] },
    },
    { input: { file_input: "data:,abcdefg", size_limit: 3 }, yields: { content: ["abc", "def", "g"] } },
    { input: { file_input: "data:,🙂🙂🙂", size_limit: 2 }, yields: { content: ["🙂🙂", "🙂"] } },
    { input: { file_input: "data:," }, yields: { content: [""] } },
    {
      input: { file_input: "data:;base64,/w==" },
      yields: { error: ["The file does not hold UTF-8 text"] },
    },
  ],
});

const count = (description: string) => z.int().min(0).default(0).meta(advanced(description));

interface Options {
  delimiter: string;
  size_limit: number;
  row_limit: number;
  skip_size: number;
  skip_rows: number;
}

function* piecesOf(text: string, options: Options): Iterable<string> {
  const { delimiter, size_limit, row_limit, skip_size, skip_rows } = options;
  const rest = skip_size === 0 ? text : [...text].slice(skip_size).join("");
  const end = row_limit === 0 ? Number.POSITIVE_INFINITY : skip_rows + row_limit;
  let row = 0;
  for (const content of delimiter === "" ? [rest] : rest.split(delimiter)) {
    if (row >= skip_rows && row < end) yield* size_limit === 0 ? [content] : cut(content, size_limit);
    row += 1;
  }
}

/** Pieces of at most `size` characters, none of them cut in two. */
function* cut(text: string, size: number): Iterable<string> {
  const characters = [...text];
  for (let from = 0; from < characters.length; from += size) {
    yield characters.slice(from, from + size).join("");
  }
}
