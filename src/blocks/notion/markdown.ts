import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import type { PageBlock } from "./page-blocks.ts";

const Piece = z.object({
  plain_text: z.string(),
  href: z.string().nullish(),
  annotations: z
    .object({
      bold: z.boolean().default(false),
      italic: z.boolean().default(false),
      strikethrough: z.boolean().default(false),
      code: z.boolean().default(false),
    })
    .prefault({}),
});

const Address = z.object({ url: z.string() });

const Content = z.object({
  rich_text: z.array(Piece).default([]),
  caption: z.array(Piece).default([]),
  checked: z.boolean().default(false),
  language: z.string().default(""),
  title: z.string().default(""),
  expression: z.string().default(""),
  url: z.string().optional(),
  external: Address.optional(),
  file: Address.optional(),
  cells: z.array(z.array(Piece)).default([]),
});

const LIST_ITEMS = ["bulleted_list_item", "numbered_list_item", "to_do", "toggle"];

/** Blocks of Notion as Markdown, what is inside them indented or quoted; kinds that hold no text leave nothing. */
export function markdownOf(blocks: readonly PageBlock[]): string {
  let text = "";
  let last = "";
  for (const each of blocks) {
    const type = typeOf(each);
    const one = withChildren(each);
    if (one === "") continue;
    const isSameList = type === last && LIST_ITEMS.includes(type);
    text += text === "" ? one : `${isSameList ? "\n" : "\n\n"}${one}`;
    last = type;
  }
  return text;
}

const typeOf = ({ block }: PageBlock): string => String(block["type"]);

function withChildren(each: PageBlock): string {
  const type = typeOf(each);
  if (type === "table") return table(each.children);
  const own = ownText(type, each.block);
  const inside = markdownOf(each.children);
  if (own === "" || inside === "") return own + inside;
  if (type === "quote" || type === "callout") return `${own}\n>\n${prefixed(inside, "> ")}`;
  if (!LIST_ITEMS.includes(type)) return `${own}\n\n${inside}`;
  const isTight = LIST_ITEMS.includes(typeOf(each.children[0] ?? each));
  return `${own}${isTight ? "\n" : "\n\n"}${prefixed(inside, type === "numbered_list_item" ? "   " : "  ")}`;
}

const prefixed = (text: string, prefix: string): string =>
  text
    .split("\n")
    .map((line) => (line === "" ? prefix.trimEnd() : prefix + line))
    .join("\n");

function ownText(type: string, block: JsonObject): string {
  const parsed = Content.safeParse(block[type]);
  if (type === "divider") return "---";
  if (!parsed.success) return "";
  const { rich_text, checked, language, title, expression } = parsed.data;
  const text = marked(rich_text);
  switch (type) {
    case "heading_1":
      return `# ${text}`;
    case "heading_2":
      return `## ${text}`;
    case "heading_3":
      return `### ${text}`;
    case "bulleted_list_item":
    case "toggle":
      return `- ${text}`;
    case "numbered_list_item":
      return `1. ${text}`;
    case "to_do":
      return `- [${checked ? "x" : " "}] ${text}`;
    case "quote":
    case "callout":
      return prefixed(text, "> ");
    case "code":
      return `\`\`\`${language}\n${rich_text.map(({ plain_text }) => plain_text).join("")}\n\`\`\``;
    case "equation":
      return `$$${expression}$$`;
    case "child_page":
    case "child_database":
      return title;
    default:
      return text === "" ? address(type, parsed.data) : text;
  }
}

/** Pictures, files and links to elsewhere. */
function address(type: string, { caption, url, external, file }: z.output<typeof Content>): string {
  const where = url ?? external?.url ?? file?.url;
  if (where === undefined) return "";
  const said = marked(caption);
  return type === "image" ? `![${said}](${where})` : `[${said === "" ? where : said}](${where})`;
}

/** Rows of a table; its first is the heading, which Markdown insists on. */
function table(rows: readonly PageBlock[]): string {
  const lines = rows.flatMap(({ block }) => {
    const parsed = Content.safeParse(block["table_row"]);
    return parsed.success ? [parsed.data.cells] : [];
  });
  const [heading] = lines;
  if (heading === undefined) return "";
  const [first = "", ...others] = lines.map((cells) => `| ${cells.map(cellText).join(" | ")} |`);
  return [first, `|${" --- |".repeat(heading.length)}`, ...others].join("\n");
}

const cellText = (cell: readonly Rich[]): string => marked(cell).replaceAll("|", "\\|").replaceAll("\n", " ");

type Rich = z.output<typeof Piece>;

const marked = (pieces: readonly Rich[]): string => pieces.map(markedUp).join("");

function markedUp({ plain_text, href, annotations: { bold, italic, strikethrough, code } }: Rich): string {
  let text = plain_text;
  if (code) text = `\`${text}\``;
  if (strikethrough) text = `~~${text}~~`;
  if (italic) text = `*${text}*`;
  if (bold) text = `**${text}**`;
  return href == null ? text : `[${text}](${href})`;
}
