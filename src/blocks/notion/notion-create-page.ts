import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import { BlockError, block } from "../block.ts";
import { anyDict } from "../pins.ts";
import { notion, notionCredentials, notionExample, richText } from "./api.ts";

export const notionCreatePage = block({
  id: "c15febe0-66ce-4c6f-aebd-5ab351653804",
  name: "NotionCreatePageBlock",
  description: "Makes a page in Notion, below another page or in a database.",
  categories: ["PRODUCTIVITY"],
  pure: false,
  input: () =>
    z.object({
      credentials: notionCredentials(),
      parent_page_id: z.string().optional().describe("Id of the page above it"),
      parent_database_id: z.string().optional().describe("Id of the database that it is in"),
      title: z.string().describe("Its title"),
      content: z
        .string()
        .optional()
        .describe("What it says; each line is a paragraph, # a heading, - an item"),
      properties: anyDict().optional().describe("Further properties, as Notion's API has them"),
      icon_emoji: z.string().optional().describe("An emoji for it"),
    }),
  output: () =>
    z.object({
      page_id: z.string().describe("Id of the page"),
      page_url: z.string().describe("Where it is"),
    }),
  async *run({ credentials, parent_page_id, parent_database_id, ...page }, io) {
    const parent =
      parent_database_id === undefined
        ? parent_page_id && { page_id: parent_page_id }
        : { database_id: parent_database_id };
    if (!parent) throw new BlockError("Name the page or the database that it is to be in");
    const Made = z.object({ id: z.string(), url: z.string() });
    const client = notion(io, credentials);
    const titleName =
      parent_database_id === undefined ? "title" : await titlePropertyOf(client, parent_database_id);
    const children = (page.content ?? "").split("\n").flatMap(blockOf);
    const body = {
      parent,
      properties: { [titleName]: { title: richText(page.title) }, ...page.properties },
      children: children.slice(0, MOST_BLOCKS),
      ...(page.icon_emoji !== undefined && { icon: { type: "emoji", emoji: page.icon_emoji } }),
    };
    const made = await client.ask(Made, "/pages", { method: "POST", body });
    for (let at = MOST_BLOCKS; at < children.length; at += MOST_BLOCKS) {
      const path = `/blocks/${encodeURIComponent(made.id)}/children`;
      await client.send(path, {
        method: "PATCH",
        body: { children: children.slice(at, at + MOST_BLOCKS) },
      });
    }
    yield ["page_id", made.id];
    yield ["page_url", made.url];
  },
  examples: [
    {
      input: { credentials: notionExample, parent_page_id: "p1", title: "Plan", content: "# Why\n\nTea" },
      answers: [
        {
          method: "POST",
          url: "https://api.notion.com/v1/pages",
          requestBody: {
            parent: { page_id: "p1" },
            properties: { title: { title: [{ type: "text", text: { content: "Plan" } }] } },
            children: [
              {
                object: "block",
                type: "heading_1",
                heading_1: { rich_text: [{ type: "text", text: { content: "Why" } }] },
              },
              {
                object: "block",
                type: "paragraph",
                paragraph: { rich_text: [{ type: "text", text: { content: "Tea" } }] },
              },
            ],
          },
          body: { id: "p2", url: "https://notion.so/p2" },
        },
      ],
      yields: { page_id: ["p2"], page_url: ["https://notion.so/p2"] },
    },
    {
      input: { credentials: notionExample, title: "Plan" },
      yields: { error: ["Name the page or the database that it is to be in"] },
    },
  ],
});

/** Notion takes so many blocks at once. */
const MOST_BLOCKS = 100;

/** Each database calls its title something else. */
async function titlePropertyOf(client: ReturnType<typeof notion>, databaseId: string): Promise<string> {
  const Database = z.object({ properties: z.record(z.string(), z.object({ type: z.string() })) });
  const { properties } = await client.ask(Database, `/databases/${encodeURIComponent(databaseId)}`);
  return Object.entries(properties).find(([, { type }]) => type === "title")?.[0] ?? "title";
}

const MARKS: readonly [mark: string, type: string][] = [
  ["### ", "heading_3"],
  ["## ", "heading_2"],
  ["# ", "heading_1"],
  ["- ", "bulleted_list_item"],
];

function blockOf(line: string): JsonObject[] {
  if (line.trim() === "") return [];
  const [mark, type] = MARKS.find(([begin]) => line.startsWith(begin)) ?? ["", "paragraph"];
  return [{ object: "block", type, [type]: { rich_text: richText(line.slice(mark.length)) } }];
}
