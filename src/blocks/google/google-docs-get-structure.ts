import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import { block } from "../block.ts";
import { anyDict } from "../pins.ts";
import { exampleFile } from "./api.ts";
import {
  cellText,
  documentOf,
  documentOut,
  documentPin,
  type Element,
  paragraphText,
  readDocument,
} from "./docs.ts";
import { exampleBody } from "./docs-examples.ts";

export const googleDocsGetStructure = block({
  id: "e0561cc1-2154-4abf-bd06-79509348a18e",
  name: "GoogleDocsGetStructureBlock",
  description: "Tells where the headings, paragraphs, lists and tables of a Google document are.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      document: documentPin(),
      detailed: z.boolean().default(false).describe("Whether to tell of every stretch of text too"),
    }),
  output: () =>
    z.object({
      segments: z
        .array(anyDict())
        .describe("Each part with its type, its indexes and what it says, in the document's order"),
      structure: anyDict().describe("The body as Google tells it, if it is to be detailed"),
      document: documentOut(),
    }),
  async *run({ document: file, detailed }, io) {
    const { content, raw } = await readDocument(documentOf(io, file));
    yield ["segments", content.flatMap(segmentOf)];
    if (detailed) yield ["structure", raw];
    yield ["document", file];
  },
  examples: [
    {
      input: { document: exampleFile },
      answers: [exampleBody],
      yields: {
        segments: [[{ type: "paragraph", start_index: 1, end_index: 5, text: "Tea" }]],
        document: [exampleFile],
      },
    },
    {
      input: { document: exampleFile, detailed: true },
      answers: [exampleBody],
      yields: {
        segments: [[{ type: "paragraph", start_index: 1, end_index: 5, text: "Tea" }]],
        structure: [exampleBody.body ?? null],
        document: [exampleFile],
      },
    },
  ],
});

function segmentOf({ startIndex, endIndex, paragraph, table }: Element): JsonObject[] {
  const where = { start_index: startIndex, end_index: endIndex };
  if (table !== undefined) {
    const cells = table.tableRows.map(({ tableCells }) => tableCells.map(cellText));
    return [{ type: "table", ...where, rows: table.rows, columns: table.columns, cells }];
  }
  if (paragraph === undefined) return [];
  const text = paragraphText(paragraph).replace(/\n$/, "");
  const { bullet, paragraphStyle: { namedStyleType: style = "" } = {} } = paragraph;
  if (bullet !== undefined) return [{ type: "list_item", ...where, text, level: bullet.nestingLevel }];
  const [, level] = /^HEADING_(\d)$/.exec(style) ?? [];
  if (level !== undefined) return [{ type: "heading", ...where, text, level: Number(level) }];
  const type = style === "TITLE" || style === "SUBTITLE" ? style.toLowerCase() : "paragraph";
  return [{ type, ...where, text }];
}
