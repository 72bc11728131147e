import * as z from "zod";
import { block } from "../block.ts";
import { anyDict } from "../pins.ts";
import { notion, notionCredentials, notionExample } from "./api.ts";

export const notionReadPage = block({
  id: "5246cc1d-34b7-452b-8fc5-3fb25fd8f542",
  name: "NotionReadPageBlock",
  description: "Reads the properties of a page of Notion.",
  categories: ["PRODUCTIVITY"],
  pure: false,
  input: () => z.object({ credentials: notionCredentials(), page_id: z.string().describe("Id of the page") }),
  output: () => z.object({ page: anyDict().describe("The page, as Notion's API has it") }),
  async *run({ credentials, page_id }, io) {
    yield ["page", await notion(io, credentials).ask(anyDict(), `/pages/${encodeURIComponent(page_id)}`)];
  },
  examples: [
    {
      input: { credentials: notionExample, page_id: "p1" },
      answers: [
        { method: "GET", url: "https://api.notion.com/v1/pages/p1", body: { id: "p1", properties: {} } },
      ],
      yields: { page: [{ id: "p1", properties: {} }] },
    },
    {
      input: { credentials: notionExample, page_id: "p0" },
      answers: [
        {
          method: "GET",
          url: "https://api.notion.com/v1/pages/p0",
          status: 404,
          body: { object: "error", status: 404, code: "object_not_found", message: "Could not find page" },
        },
      ],
      yields: { error: ["Notion answered 404: Could not find page"] },
    },
  ],
});
