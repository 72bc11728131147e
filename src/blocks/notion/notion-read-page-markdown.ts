import * as z from "zod";
import { block } from "../block.ts";
import { notion, notionCredentials, notionExample, Titled, titleOf } from "./api.ts";
import { markdownOf } from "./markdown.ts";
import { pageBlocks } from "./page-blocks.ts";

export const notionReadPageMarkdown = block({
  id: "d1312c4d-fae2-4e70-893d-f4d07cce1d4e",
  name: "NotionReadPageMarkdownBlock",
  description: "Reads a page of Notion as Markdown.",
  categories: ["PRODUCTIVITY"],
  pure: false,
  input: () =>
    z.object({
      credentials: notionCredentials(),
      page_id: z.string().describe("Id of the page"),
      include_title: z.boolean().default(true).describe("Whether its title is the first heading"),
    }),
  output: () =>
    z.object({ markdown: z.string().describe("What it says"), title: z.string().describe("Its title") }),
  async *run({ credentials, page_id, include_title }, io) {
    const client = notion(io, credentials);
    const title = titleOf(await client.ask(Titled(), `/pages/${encodeURIComponent(page_id)}`));
    const text = markdownOf(await pageBlocks(client, page_id));
    yield ["markdown", include_title && title !== "" ? `# ${title}\n\n${text}` : text];
    yield ["title", title];
  },
  examples: [
    {
      input: { credentials: notionExample, page_id: "p1" },
      answers: [
        {
          method: "GET",
          url: "https://api.notion.com/v1/pages/p1",
          body: { id: "p1", properties: { Name: { type: "title", title: [{ plain_text: "Plan" }] } } },
        },
        {
          method: "GET",
          url: "https://api.notion.com/v1/blocks/p1/children?page_size=100",
          body: {
            results: [
              { type: "heading_2", heading_2: { rich_text: [{ plain_text: "Why" }] } },
              {
                type: "paragraph",
                paragraph: { rich_text: [{ plain_text: "Tea", annotations: { bold: true } }] },
              },
              { type: "to_do", to_do: { rich_text: [{ plain_text: "Boil" }], checked: true } },
            ],
            has_more: false,
            next_cursor: null,
          },
        },
      ],
      yields: { markdown: ["# Plan\n\n## Why\n\n**Tea**\n\n- [x] Boil"], title: ["Plan"] },
    },
  ],
});
