import type { JsonObject } from "#lib/json.ts";
import type { Grid, Line, Look, Part, Run } from "./docs-markdown.ts";

/** Where Markdown is put into a document. */
export interface Place {
  index: number;
  /** Text stands before it in its paragraph: a new paragraph is begun. */
  isInside: boolean;
  /** The paragraph ends there anyway, so that the last line needs no end of its own. */
  isAtEnd: boolean;
}

const BULLETS = {
  bullets: "BULLET_DISC_CIRCLE_SQUARE",
  numbers: "NUMBERED_DECIMAL_ALPHA_ROMAN",
  boxes: "BULLET_CHECKBOX",
};

const MONOSPACE = "Roboto Mono";
const STYLES = "bold,italic,underline,strikethrough,link,weightedFontFamily,foregroundColor,backgroundColor";

/**
 * The requests that put parts into a document: the last part first, each at the same index, so that none moves another.
 * Nothing of the looks of what stands around is taken over.
 */
export function requestsFor(parts: readonly Part[], { index, isInside, isAtEnd }: Place): JsonObject[] {
  const at = isInside ? index + 1 : index;
  const groups = grouped(parts);
  const requests = groups.toReversed().flatMap((group, fromEnd): JsonObject[] => {
    const next = groups[groups.length - fromEnd];
    if (!Array.isArray(group)) return tableRequests(group, at);
    // A table begins with a line break of its own.
    const isEnded = next === undefined ? !isAtEnd : Array.isArray(next);
    return lineRequests(group, at, isEnded);
  });
  return [...(isInside && parts.length > 0 ? [insertText("\n", index)] : []), ...requests];
}

/** Lines that stand together, and tables. */
function grouped(parts: readonly Part[]): (Line[] | Grid)[] {
  const groups: (Line[] | Grid)[] = [];
  for (const part of parts) {
    const last = groups.at(-1);
    if (part.kind === "table") groups.push(part);
    else if (Array.isArray(last)) last.push(part);
    else groups.push([part]);
  }
  return groups;
}

interface Placed {
  line: Line;
  start: number;
  /** Of its text, without its line break. */
  end: number;
}

function lineRequests(lines: readonly Line[], at: number, isEnded: boolean): JsonObject[] {
  const texts = lines.map(({ runs, list }) => `${"\t".repeat(list?.depth ?? 0)}${textOf(runs)}`);
  const text = texts.join("\n") + (isEnded ? "\n" : "");
  let start = at;
  const placed = lines.map((line, index): Placed => {
    const end = start + (texts[index]?.length ?? 0);
    const place = { line, start, end };
    start = end + 1;
    return place;
  });
  const range = { startIndex: at, endIndex: Math.max(at + text.length, at + 1) };
  return [
    ...(text === "" ? [] : [insertText(text, at), plainStyle(at, at + text.length)]),
    ...plainParagraphs(range),
    ...placed.flatMap(paragraphStyle),
    ...placed.flatMap(({ line, start: from }) => runStyles(line.runs, from + (line.list?.depth ?? 0))),
    // Last, from the end: making a list takes tabs away, which moves what comes after it.
    ...listRanges(placed).toReversed(),
  ];
}

const textOf = (runs: readonly Run[]): string => runs.map(({ text }) => text).join("");

const insertText = (text: string, index: number): JsonObject => ({
  insertText: { location: { index }, text },
});

const plainStyle = (startIndex: number, endIndex: number): JsonObject => ({
  updateTextStyle: { range: { startIndex, endIndex }, textStyle: {}, fields: STYLES },
});

const plainParagraphs = (range: { startIndex: number; endIndex: number }): JsonObject[] => [
  {
    updateParagraphStyle: {
      range,
      paragraphStyle: { namedStyleType: "NORMAL_TEXT" },
      fields: "namedStyleType,indentStart,borderBottom",
    },
  },
  { deleteParagraphBullets: { range } },
];

const points = (magnitude: number) => ({ magnitude, unit: "PT" });

function paragraphStyle({ line, start, end }: Placed): JsonObject[] {
  const style = {
    ...(line.heading > 0 && { namedStyleType: `HEADING_${line.heading}` }),
    ...(line.quotes > 0 && line.list === undefined && { indentStart: points(line.quotes * 36) }),
    ...(line.isRule && {
      borderBottom: {
        color: { color: { rgbColor: { red: 0.7, green: 0.7, blue: 0.7 } } },
        width: points(1),
        padding: points(1),
        dashStyle: "SOLID",
      },
    }),
  };
  const fields = Object.keys(style).join(",");
  if (fields === "") return [];
  const range = { startIndex: start, endIndex: end + 1 };
  return [{ updateParagraphStyle: { range, paragraphStyle: style, fields } }];
}

/** Stretches of text at an index, within a paragraph. */
export function inlineRequests(runs: readonly Run[], at: number): JsonObject[] {
  const text = textOf(runs);
  return text === "" ? [] : [insertText(text, at), plainStyle(at, at + text.length), ...runStyles(runs, at)];
}

/** How stretches of text look that begin at an index. */
function runStyles(runs: readonly Run[], index: number): JsonObject[] {
  let startIndex = index;
  return runs.flatMap(({ text, look }) => {
    const range = { startIndex, endIndex: startIndex + text.length };
    startIndex = range.endIndex;
    const textStyle = styleOf(look);
    const fields = Object.keys(textStyle).join(",");
    return fields === "" || text === "" ? [] : [{ updateTextStyle: { range, textStyle, fields } }];
  });
}

const styleOf = ({ url, isCode, ...looks }: Look): JsonObject => ({
  ...looks,
  ...(url !== undefined && { link: { url } }),
  ...(isCode && { weightedFontFamily: { fontFamily: MONOSPACE } }),
});

function listRanges(placed: readonly Placed[]): JsonObject[] {
  const ranges = new Map<number, { startIndex: number; endIndex: number; bulletPreset: string }>();
  for (const { line, start, end } of placed) {
    if (line.list === undefined) continue;
    const { number, marks } = line.list;
    const { startIndex } = ranges.get(number) ?? { startIndex: start };
    ranges.set(number, { startIndex, endIndex: end + 1, bulletPreset: BULLETS[marks] });
  }
  return [...ranges.values()].map(({ bulletPreset, ...range }) => ({
    createParagraphBullets: { range, bulletPreset },
  }));
}

/** A table at an index, with its cells filled from the last to the first. */
export function tableRequests({ rows }: Grid, index: number): JsonObject[] {
  const columns = Math.max(1, ...rows.map((row) => row.length));
  const cells = rows.flatMap((row, y) =>
    row.map((runs, x) => ({ runs, at: cellIndex(index, columns, y, x) })),
  );
  return [
    { insertTable: { location: { index }, rows: rows.length, columns } },
    ...plainParagraphs({ startIndex: index, endIndex: index + 1 }),
    ...cells.toReversed().flatMap(({ runs, at }) => inlineRequests(runs, at)),
  ];
}

/** A line break, the table, a row and a cell begin before the first text; each cell ends with a line break. */
const cellIndex = (index: number, columns: number, row: number, column: number): number =>
  index + 4 + row * (1 + 2 * columns) + 2 * column;
