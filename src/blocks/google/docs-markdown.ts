import type { List, PhrasingContent, RootContent, Table } from "mdast";
import { BlockError } from "../block.ts";

/** How a stretch of text looks. */
export interface Look {
  bold?: true;
  italic?: true;
  strikethrough?: true;
  isCode?: true;
  url?: string;
}

export interface Run {
  text: string;
  look: Look;
}

/** A paragraph. */
export interface Line {
  kind: "line";
  runs: Run[];
  /** 1 to 6; 0 for text. */
  heading: number;
  /** How many quotations it is inside of. */
  quotes: number;
  /** A line across the page instead of text. */
  isRule: boolean;
  /** Lines of one list, and of the lists inside it, have the same number. */
  list?: { number: number; depth: number; marks: "bullets" | "numbers" | "boxes" };
}

export interface Grid {
  kind: "table";
  rows: Run[][][];
}

export type Part = Line | Grid;

/** Parsing takes about 30 µs a character, and more for hostile text. */
const MAX_LENGTH = 100_000;

/** Markdown as lines and tables: CommonMark with the tables, boxes and strikethroughs of GFM. */
export async function partsOf(markdown: string): Promise<Part[]> {
  if (markdown.length > MAX_LENGTH) {
    throw new BlockError(`The Markdown has more than ${MAX_LENGTH} characters: put it there in parts`);
  }
  const { parseMarkdown } = await import("./markdown-parser.ts");
  const { children } = parseMarkdown(markdown);
  return children.flatMap((node, index) => partsIn(node, { quotes: 0, number: index }));
}

/** The stretches of one line of Markdown. */
export async function runsOf(markdown: string): Promise<Run[]> {
  const parts = await partsOf(markdown);
  return parts.flatMap((part) => (part.kind === "line" ? part.runs : []));
}

interface Context {
  quotes: number;
  /** Of the list that stands here. */
  number: number;
  list?: Line["list"];
}

const line = (runs: Run[], { quotes, list }: Context, more: Partial<Line> = {}): Line => ({
  kind: "line",
  runs,
  heading: 0,
  quotes,
  isRule: false,
  ...(list !== undefined && { list }),
  ...more,
});

function partsIn(node: RootContent, context: Context): Part[] {
  switch (node.type) {
    case "paragraph":
      return [line(stretches(node.children, {}), context)];
    case "heading":
      return [line(stretches(node.children, {}), context, { heading: node.depth })];
    case "thematicBreak":
      return [line([], context, { isRule: true })];
    case "blockquote":
      return node.children.flatMap((child) => partsIn(child, { ...context, quotes: context.quotes + 1 }));
    case "code":
      return node.value.split("\n").map((text) => line([{ text, look: { isCode: true } }], context));
    case "html":
      return [line([{ text: node.value.replaceAll("\n", " "), look: {} }], context)];
    case "list":
      return listParts(node, context);
    case "table":
      return [tableOf(node)];
    default:
      return [];
  }
}

function listParts({ ordered, children }: List, context: Context): Part[] {
  const depth = context.list === undefined ? 0 : context.list.depth + 1;
  const hasBoxes = children.some(({ checked }) => typeof checked === "boolean");
  const marks = context.list?.marks ?? (hasBoxes ? "boxes" : ordered ? "numbers" : "bullets");
  const list = { number: context.number, depth, marks };
  return children.flatMap((item) => item.children.flatMap((child) => partsIn(child, { ...context, list })));
}

const tableOf = ({ children }: Table): Grid => ({
  kind: "table",
  rows: children.map((row) => row.children.map((cell) => stretches(cell.children, {}))),
});

function stretches(nodes: readonly PhrasingContent[], look: Look): Run[] {
  return nodes.flatMap((node): Run[] => {
    switch (node.type) {
      case "text":
        return [{ text: node.value.replaceAll("\n", " "), look }];
      case "strong":
        return stretches(node.children, { ...look, bold: true });
      case "emphasis":
        return stretches(node.children, { ...look, italic: true });
      case "delete":
        return stretches(node.children, { ...look, strikethrough: true });
      case "link":
        return stretches(node.children, { ...look, url: node.url });
      case "inlineCode":
        return [{ text: node.value, look: { ...look, isCode: true } }];
      case "image":
        return [{ text: node.alt || node.url, look: { ...look, url: node.url } }];
      case "break":
        return [{ text: "\v", look }];
      case "html":
        return [{ text: node.value, look }];
      default:
        return [];
    }
  });
}
