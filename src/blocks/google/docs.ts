import * as z from "zod";
import type { Json, JsonObject } from "#lib/json.ts";
import { type ApiClient, understood } from "../api.ts";
import { BlockError, type BlockIo } from "../block.ts";
import { anyDict } from "../pins.ts";
import { credentialOf, type DriveFile, driveFile, googleClient } from "./api.ts";

export const DOCS = "https://docs.googleapis.com/v1";

/** A document that somebody chose. */
export const documentPin = () =>
  driveFile().meta({
    description: "The document, as the file picker gives it",
    format: "google-drive-picker",
  });

/** It is handed on, so that nodes can be chained. */
export const documentOut = () => driveFile().describe("The same document, for the next node");

export const resultOut = () =>
  z.custom<Json>((value) => value !== undefined).describe("What was changed, as Google tells it");

export interface Document extends ApiClient {
  id: string;
  /** Calls at the document. */
  path(rest: string): string;
}

export function documentOf(io: BlockIo, file: DriveFile): Document {
  const client = googleClient(io, DOCS, credentialOf(file));
  return { ...client, id: file.id, path: (rest) => `/documents/${encodeURIComponent(file.id)}${rest}` };
}

/** Changes a document: all requests are carried out, or none. Google takes no empty list of them. */
export const changeDocument = async (document: Document, requests: Json[]): Promise<Json> =>
  requests.length === 0
    ? { documentId: document.id, replies: [] }
    : document.ask(resultOut(), document.path(":batchUpdate"), { method: "POST", body: { requests } });

/** A range of indexes. Throws when it is empty. */
export function rangeOf(startIndex: number, endIndex: number): { startIndex: number; endIndex: number } {
  if (endIndex <= startIndex) throw new BlockError("end_index must be greater than start_index");
  return { startIndex, endIndex };
}

const TextRun = z.object({ content: z.string().default(""), textStyle: z.custom<JsonObject>().default({}) });

const Paragraph = z.object({
  elements: z
    .array(
      z.object({
        startIndex: z.int().default(0),
        endIndex: z.int(),
        textRun: TextRun.optional(),
      }),
    )
    .default([]),
  paragraphStyle: z.object({ namedStyleType: z.string().default("NORMAL_TEXT") }).optional(),
  bullet: z.object({ listId: z.string(), nestingLevel: z.int().default(0) }).optional(),
});

export type Paragraph = z.output<typeof Paragraph>;

interface Cell {
  content: Element[];
}

export interface Element {
  startIndex: number;
  endIndex: number;
  paragraph?: Paragraph | undefined;
  table?: { rows: number; columns: number; tableRows: { tableCells: Cell[] }[] } | undefined;
}

/** A part of the body; indexes count UTF-16 units, the end excluded. What is neither text nor table has only these. */
const Element: z.ZodType<Element> = z.lazy(() =>
  z.object({
    startIndex: z.int().default(0),
    endIndex: z.int(),
    paragraph: Paragraph.optional(),
    table: z
      .object({
        rows: z.int(),
        columns: z.int(),
        tableRows: z.array(
          z.object({ tableCells: z.array(z.object({ content: z.array(Element).default([]) })) }),
        ),
      })
      .optional(),
  }),
);

const Body = z.object({ title: z.string(), body: z.object({ content: z.array(Element) }) });

/** The title and the parts of a document; `raw` is both as Google tells them. */
export async function readDocument(document: Document) {
  const raw = await document.ask(anyDict(), document.path(""), { query: { fields: "title,body" } });
  const { title, body } = understood({ name: "Google", base: DOCS }, Body, raw);
  return { title, content: body.content, raw };
}

/** Where the last line break stands, which nothing can be put behind. */
export const endOf = (content: readonly Element[]): number => (content.at(-1)?.endIndex ?? 2) - 1;

export const paragraphText = ({ elements }: Paragraph): string =>
  elements.map(({ textRun }) => textRun?.content ?? "").join("");

/** The same with a character for each index: U+FFFC for what is no text. */
export const paragraphUnits = ({ elements }: Paragraph): string =>
  elements
    .map(({ textRun, startIndex, endIndex }) => textRun?.content ?? "\u{fffc}".repeat(endIndex - startIndex))
    .join("");

/** What a document says: cells of tables are separated by tabs. */
export const plainText = (content: readonly Element[]): string =>
  content
    .map(({ paragraph, table }) => {
      if (paragraph !== undefined) return paragraphText(paragraph);
      return (table?.tableRows ?? [])
        .map(({ tableCells }) => `${tableCells.map(cellText).join("\t")}\n`)
        .join("");
    })
    .join("");

export const cellText = ({ content }: Cell): string => plainText(content).replace(/\n$/, "");

/** Every paragraph, those in tables too, in the order of the document. */
export const paragraphsIn = (content: readonly Element[]): Element[] =>
  content.flatMap((element) => {
    if (element.paragraph !== undefined) return [element];
    const cells = element.table?.tableRows.flatMap(({ tableCells }) => tableCells) ?? [];
    return cells.flatMap((cell) => paragraphsIn(cell.content));
  });
