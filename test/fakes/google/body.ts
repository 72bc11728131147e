import type { JsonObject } from "#lib/json.ts";
import { Refusal } from "../described.ts";

/**
 * One index of a document. A table is its beginning, then rows, which begin with a mark of their own, of cells, which
 * begin with one too and end with a line break, then its end.
 */
export interface Unit {
  kind: "text" | "break" | "page" | "table" | "row" | "cell" | "end";
  /** One UTF-16 unit of text. */
  text: string;
  /** How text looks. */
  look: JsonObject;
  /** Of a line break: its paragraph. */
  paragraph: { style: JsonObject; bullet?: { preset: string; level: number } };
}

/** `units[0]` is the break before the first section: indexes are those of the API. */
export interface Doc {
  documentId: string;
  title: string;
  revision: number;
  units: Unit[];
}

export const unit = (kind: Unit["kind"], text = "", look: JsonObject = {}): Unit => ({
  kind,
  text,
  look,
  paragraph: { style: { namedStyleType: "NORMAL_TEXT" } },
});

export const emptyUnits = (): Unit[] => [unit("page"), unit("break", "\n")];

const isInParagraph = ({ kind }: Unit): boolean => kind === "text" || kind === "break" || kind === "page";

/** Refuses a place that is not within a paragraph. */
export function refuseOutside({ units }: Doc, index: number): void {
  const at = units[index];
  if (index < 1 || at === undefined) {
    throw new Refusal(
      400,
      `Index ${index} must be less than the end index of the referenced segment, ${units.length}.`,
    );
  }
  if (!isInParagraph(at)) {
    throw new Refusal(400, "The insertion index must be inside the bounds of an existing paragraph.");
  }
}

/** Indexes of the line breaks of the paragraphs that a range touches. */
export function breaksIn({ units }: Doc, { start, end }: Span): number[] {
  const found: number[] = [];
  for (let at = start; at < units.length; at++) {
    if (units[at]?.kind !== "break") continue;
    found.push(at);
    if (at >= end - 1) break;
  }
  return found;
}

export interface Span {
  start: number;
  end: number;
}

/** Where a paragraph begins, by the index of its line break. */
export function startOf({ units }: Doc, lineBreak: number): number {
  let at = lineBreak;
  while (at > 1 && units[at - 1]?.kind === "text") at--;
  return at;
}

export function insertText(doc: Doc, index: number, text: string): void {
  refuseOutside(doc, index);
  const before = doc.units[index - 1];
  const look = before?.kind === "text" ? before.look : {};
  const [lineBreak = 0] = breaksIn(doc, { start: index, end: index + 1 });
  const paragraph = doc.units[lineBreak]?.paragraph;
  const units = Array.from({ length: text.length }, (_, at) => {
    const made = unit(text[at] === "\n" ? "break" : "text", text[at], look);
    return paragraph === undefined ? made : { ...made, paragraph: structuredClone(paragraph) };
  });
  doc.units.splice(index, 0, ...units);
}

export function insertTable(doc: Doc, index: number, rows: number, columns: number): void {
  if (rows < 1 || columns < 1) throw new Refusal(400, "A table has at least one row and one column");
  insertText(doc, index, "\n");
  const cell = () => [unit("cell"), unit("break", "\n")];
  const row = () => [unit("row"), ...Array.from({ length: columns }, cell).flat()];
  doc.units.splice(index + 1, 0, unit("table"), ...Array.from({ length: rows }, row).flat(), unit("end"));
}

export function deleteRange(doc: Doc, { start, end }: Span): void {
  if (start < 1 || end <= start || end > doc.units.length)
    throw new Refusal(400, "The range should not be empty");
  if (end === doc.units.length) {
    throw new Refusal(400, "The range cannot include the newline character at the end of the segment.");
  }
  const cut = doc.units.slice(start, end);
  const tables = cut.filter(({ kind }) => kind === "table").length;
  const isWhole = tables === cut.filter(({ kind }) => kind === "end").length;
  if (!isWhole || (tables === 0 && !cut.every(isInParagraph))) {
    throw new Refusal(400, "The range cannot start or end in the middle of a table");
  }
  if (doc.units[end]?.kind === "table" && cut.at(-1)?.kind === "break") {
    throw new Refusal(400, "The newline before a table cannot be deleted");
  }
  doc.units.splice(start, end - start);
}

/** Leading tabs of a paragraph say how deep it is in a list, and go. */
export function makeList(doc: Doc, span: Span, preset: string): void {
  for (const lineBreak of breaksIn(doc, span).toReversed()) {
    const start = startOf(doc, lineBreak);
    const text = doc.units.slice(start, lineBreak).map((each) => each.text);
    const level = text.findIndex((character) => character !== "\t");
    const tabs = level < 0 ? text.length : level;
    const paragraph = doc.units[lineBreak]?.paragraph;
    if (paragraph !== undefined) paragraph.bullet = { preset, level: tabs };
    doc.units.splice(start, tabs);
  }
}

/** Replaces text within paragraphs; answers how often. */
export function replaceText(doc: Doc, find: string, replacement: string, isExact: boolean): number {
  if (find === "") throw new Refusal(400, "The text to find is empty");
  const plain = (text: string) => (isExact ? text : text.toLowerCase());
  let count = 0;
  for (let at = doc.units.length - find.length; at >= 1; at--) {
    const found = doc.units.slice(at, at + find.length);
    const isText = found.every(({ kind }) => kind === "text");
    if (!isText || plain(found.map(({ text }) => text).join("")) !== plain(find)) continue;
    const look = found[0]?.look ?? {};
    const units = Array.from(replacement, (text) => unit("text", text, look));
    doc.units.splice(at, find.length, ...units);
    at -= find.length - 1;
    count++;
  }
  return count;
}
