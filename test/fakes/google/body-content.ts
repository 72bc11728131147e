import { isDict } from "#blocks/convert.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { dictIn, listIn, numberIn, textIn } from "../facts.ts";
import type { Doc, Unit } from "./body.ts";
import { asDicts } from "./requests.ts";

/** The parts of a document as the API tells them. What is 0 is left out, as Google does. */
export const content = ({ units }: Doc): Json[] => [
  { endIndex: 1, sectionBreak: { sectionStyle: {} } },
  ...parts({ units, at: 1 }, units.length),
];

interface Reader {
  units: readonly Unit[];
  at: number;
}

function parts(reader: Reader, end: number): Json[] {
  const found: Json[] = [];
  while (reader.at < end) {
    const kind = reader.units[reader.at]?.kind;
    if (kind === "row" || kind === "cell" || kind === "end") break;
    found.push(kind === "table" ? table(reader) : paragraph(reader));
  }
  return found;
}

function table(reader: Reader): Json {
  const startIndex = reader.at++;
  const tableRows: Json[] = [];
  let columns = 0;
  while (reader.units[reader.at]?.kind === "row") {
    const rowStart = reader.at++;
    const tableCells: Json[] = [];
    while (reader.units[reader.at]?.kind === "cell") {
      const cellStart = reader.at++;
      const inside = parts(reader, reader.units.length);
      tableCells.push({ startIndex: cellStart, endIndex: reader.at, content: inside });
    }
    columns = tableCells.length;
    tableRows.push({ startIndex: rowStart, endIndex: reader.at, tableCells });
  }
  reader.at++;
  return { startIndex, endIndex: reader.at, table: { rows: tableRows.length, columns, tableRows } };
}

function paragraph(reader: Reader): Json {
  const startIndex = reader.at;
  const elements: JsonObject[] = [];
  for (;;) {
    const at = reader.at++;
    const unit = reader.units[at];
    if (unit === undefined) throw new Error("The document has no last line break");
    add(elements, unit, at);
    if (unit.kind !== "break") continue;
    const { style, bullet } = unit.paragraph;
    const list = bullet && {
      listId: `kix.${bullet.preset}`,
      ...(bullet.level > 0 && { nestingLevel: bullet.level }),
    };
    return {
      startIndex,
      endIndex: reader.at,
      paragraph: { elements, paragraphStyle: style, ...(list !== undefined && { bullet: list }) },
    };
  }
}

/** Text that looks the same is one stretch. */
function add(elements: JsonObject[], { kind, text, look }: Unit, at: number): void {
  const last = elements.at(-1);
  const run = last?.["textRun"];
  if (kind === "page") elements.push({ startIndex: at, endIndex: at + 1, pageBreak: {} });
  else if (isDict(run) && last !== undefined && JSON.stringify(run["textStyle"]) === JSON.stringify(look)) {
    run["content"] = String(run["content"]) + text;
    last["endIndex"] = at + 1;
  } else elements.push({ startIndex: at, endIndex: at + 1, textRun: { content: text, textStyle: look } });
}

/** A document as lines that people read: `# Tea`, `* leaf`, `|a|b|`, with `**bold**` and so on. */
export const outline = (doc: Doc): string[] => asDicts(content(doc)).flatMap(linesOf);

function linesOf(element: JsonObject): string[] {
  const rows = asDicts(listIn(dictIn(element, "table"), "tableRows"));
  if (rows.length > 0)
    return rows.map((row) => `|${asDicts(listIn(row, "tableCells")).map(cellOf).join("|")}|`);
  const paragraph = dictIn(element, "paragraph");
  if (paragraph["elements"] === undefined) return [];
  const text = asDicts(listIn(paragraph, "elements")).map(stretch).join("");
  return [prefixOf(paragraph) + text];
}

const cellOf = (cell: JsonObject): string => asDicts(listIn(cell, "content")).flatMap(linesOf).join(" ");

function stretch(element: JsonObject): string {
  if (element["pageBreak"] !== undefined) return "[page]";
  const run = dictIn(element, "textRun");
  const text = textIn(run, "content").replace(/\n$/, "");
  const { bold, italic, strikethrough, weightedFontFamily, link } = dictIn(run, "textStyle");
  if (text === "") return "";
  const marks = [bold && "**", italic && "_", strikethrough && "~~", weightedFontFamily && "`"];
  const open = marks.filter((mark) => typeof mark === "string").join("");
  const close = [...open].toReversed().join("");
  const url = link !== undefined && isDict(link) ? textIn(link, "url") : "";
  return open + (url === "" ? text : `[${text}](${url})`) + close;
}

function prefixOf(paragraph: JsonObject): string {
  const style = dictIn(paragraph, "paragraphStyle");
  const [, level] = /^HEADING_(\d)$/.exec(textIn(style, "namedStyleType")) ?? [];
  if (level !== undefined) return `${"#".repeat(Number(level))} `;
  if (style["borderBottom"] !== undefined) return "---";
  if (paragraph["bullet"] === undefined) return style["indentStart"] === undefined ? "" : "> ";
  const bullet = dictIn(paragraph, "bullet");
  const preset = textIn(bullet, "listId");
  const mark = preset.includes("NUMBERED") ? "1." : preset.endsWith("CHECKBOX") ? "[ ]" : "*";
  return `${"  ".repeat(numberIn(bullet, "nestingLevel"))}${mark} `;
}
