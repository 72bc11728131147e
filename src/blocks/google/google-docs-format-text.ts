import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import { BlockError, block } from "../block.ts";
import { exampleFile } from "./api.ts";
import { changeDocument, documentOf, documentOut, documentPin, rangeOf, resultOut } from "./docs.ts";
import { exampleChange, exampleChanged } from "./docs-examples.ts";

export const googleDocsFormatText = block({
  id: "04c38a7e-7ee5-4e1a-86c1-9727123577bc",
  name: "GoogleDocsFormatTextBlock",
  description: "Changes how a part of a Google document looks.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      document: documentPin(),
      start_index: z.int().min(1).describe("From where, in UTF-16 units; the text begins at 1"),
      end_index: z.int().min(2).describe("To where, itself excluded"),
      bold: z.boolean().default(false).describe("Whether it becomes bold"),
      italic: z.boolean().default(false).describe("Whether it becomes italic"),
      underline: z.boolean().default(false).describe("Whether it becomes underlined"),
      font_size: z.int().min(0).max(400).default(0).describe("Its size in points; as it is for 0"),
      foreground_color: z.string().default("").describe("Its color, such as #cc0000; as it is unless given"),
    }),
  output: () => z.object({ result: resultOut(), document: documentOut() }),
  async *run({ document: file, start_index, end_index, ...look }, io) {
    const textStyle = styleOf(look);
    const fields = Object.keys(textStyle).join(",");
    if (fields === "") throw new BlockError("Say how the text is to look");
    const range = rangeOf(start_index, end_index);
    const requests = [{ updateTextStyle: { range, textStyle, fields } }];
    yield ["result", await changeDocument(documentOf(io, file), requests)];
    yield ["document", file];
  },
  examples: [
    {
      input: {
        document: exampleFile,
        start_index: 1,
        end_index: 4,
        bold: true,
        font_size: 14,
        foreground_color: "#ff0000",
      },
      answers: [
        exampleChange([
          {
            updateTextStyle: {
              range: { startIndex: 1, endIndex: 4 },
              textStyle: {
                bold: true,
                fontSize: { magnitude: 14, unit: "PT" },
                foregroundColor: { color: { rgbColor: { red: 1, green: 0, blue: 0 } } },
              },
              fields: "bold,fontSize,foregroundColor",
            },
          },
        ]),
      ],
      yields: exampleChanged,
    },
    {
      input: { document: exampleFile, start_index: 1, end_index: 4 },
      yields: { error: ["Say how the text is to look"] },
    },
    {
      input: { document: exampleFile, start_index: 1, end_index: 4, foreground_color: "red" },
      yields: { error: ['"red" is no color such as #cc0000'] },
    },
  ],
});

interface Look {
  bold: boolean;
  italic: boolean;
  underline: boolean;
  font_size: number;
  foreground_color: string;
}

const styleOf = ({ bold, italic, underline, font_size, foreground_color }: Look): JsonObject => ({
  ...(bold && { bold }),
  ...(italic && { italic }),
  ...(underline && { underline }),
  ...(font_size > 0 && { fontSize: { magnitude: font_size, unit: "PT" } }),
  ...(foreground_color !== "" && { foregroundColor: { color: { rgbColor: rgbOf(foreground_color) } } }),
});

function rgbOf(color: string): JsonObject {
  const [, red = "", green = "", blue = ""] =
    /^#?(\p{AHex}{2})(\p{AHex}{2})(\p{AHex}{2})$/u.exec(color) ?? [];
  if (blue === "") throw new BlockError(`"${color}" is no color such as #cc0000`);
  const part = (hex: string) => Number.parseInt(hex, 16) / 255;
  return { red: part(red), green: part(green), blue: part(blue) };
}
