import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";

const Piece = z.object({
  plain_text: z.string(),
  href: z.string().nullish(),
  annotations: z
    .object({
      bold: z.boolean().default(false),
      italic: z.boolean().default(false),
      code: z.boolean().default(false),
    })
    .default({ bold: false, italic: false, code: false }),
});

const Content = z.object({
  rich_text: z.array(Piece).default([]),
  checked: z.boolean().default(false),
  language: z.string().default(""),
});

/** A block of Notion as Markdown; empty for kinds that hold no text. */
export function markdownOf(block: JsonObject): string {
  const type = String(block["type"]);
  const parsed = Content.safeParse(block[type]);
  if (type === "divider") return "---";
  if (!parsed.success) return "";
  const { rich_text, checked, language } = parsed.data;
  const text = rich_text.map(markedUp).join("");
  switch (type) {
    case "heading_1":
      return `# ${text}`;
    case "heading_2":
      return `## ${text}`;
    case "heading_3":
      return `### ${text}`;
    case "bulleted_list_item":
      return `- ${text}`;
    case "numbered_list_item":
      return `1. ${text}`;
    case "to_do":
      return `- [${checked ? "x" : " "}] ${text}`;
    case "quote":
      return `> ${text}`;
    case "code":
      return `\`\`\`${language}\n${rich_text.map(({ plain_text }) => plain_text).join("")}\n\`\`\``;
    default:
      return text;
  }
}

function markedUp({ plain_text, href, annotations: { bold, italic, code } }: z.output<typeof Piece>): string {
  let text = plain_text;
  if (code) text = `\`${text}\``;
  if (italic) text = `*${text}*`;
  if (bold) text = `**${text}**`;
  return href == null ? text : `[${text}](${href})`;
}
