import * as z from "zod";
import { block } from "../block.ts";
import { notion, notionCredentials, notionExample, Titled, titleOf } from "./api.ts";

const Result = () =>
  z
    .object({
      id: z.string(),
      type: z.string(),
      title: z.string(),
      url: z.string(),
      created_time: z.string(),
      last_edited_time: z.string(),
    })
    .describe("A page or database that fits");

export const notionSearch = block({
  id: "313515dd-9848-46ea-9cd6-3c627c892c56",
  name: "NotionSearchBlock",
  description: "Finds pages and databases of Notion by their titles.",
  categories: ["PRODUCTIVITY", "SEARCH"],
  pure: false,
  input: () =>
    z.object({
      credentials: notionCredentials(),
      query: z.string().default("").describe("What to look for; everything unless given"),
      filter_type: z.string().optional().describe("Only page, or only database"),
      limit: z.int().min(1).max(100).default(20).describe("How many at most"),
    }),
  output: () =>
    z.object({
      results: z.array(Result()).describe("All of them"),
      result: Result(),
      result_ids: z.array(z.string()).describe("Their ids"),
      count: z.int().describe("How many"),
    }),
  async *run({ credentials, query, filter_type, limit }, io) {
    const Item = Titled().extend({
      object: z.string(),
      created_time: z.string().default(""),
      last_edited_time: z.string().default(""),
    });
    const filter = filter_type ? { filter: { property: "object", value: filter_type } } : {};
    const body = { query, page_size: limit, ...filter };
    const found = await notion(io, credentials).ask(z.object({ results: z.array(Item) }), "/search", {
      method: "POST",
      body,
    });
    const results = found.results.map((item) => ({
      id: item.id,
      type: item.object,
      title: titleOf(item),
      url: item.url,
      created_time: item.created_time,
      last_edited_time: item.last_edited_time,
    }));
    yield ["results", results];
    for (const result of results) yield ["result", result];
    yield ["result_ids", results.map(({ id }) => id)];
    yield ["count", results.length];
  },
  examples: [
    {
      input: { credentials: notionExample, query: "Plan", filter_type: "database" },
      answers: [
        {
          method: "POST",
          url: "https://api.notion.com/v1/search",
          requestBody: { query: "Plan", page_size: 20, filter: { property: "object", value: "database" } },
          body: {
            results: [
              {
                object: "database",
                id: "d1",
                url: "https://notion.so/d1",
                title: [{ plain_text: "Plan" }],
                created_time: "2026-11-01T00:00:00Z",
                last_edited_time: "2026-11-02T00:00:00Z",
              },
            ],
          },
        },
      ],
      yields: {
        results: [
          [
            {
              id: "d1",
              type: "database",
              title: "Plan",
              url: "https://notion.so/d1",
              created_time: "2026-11-01T00:00:00Z",
              last_edited_time: "2026-11-02T00:00:00Z",
            },
          ],
        ],
        result: [
          {
            id: "d1",
            type: "database",
            title: "Plan",
            url: "https://notion.so/d1",
            created_time: "2026-11-01T00:00:00Z",
            last_edited_time: "2026-11-02T00:00:00Z",
          },
        ],
        result_ids: [["d1"]],
        count: [1],
      },
    },
  ],
});
