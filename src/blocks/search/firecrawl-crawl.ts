import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import type { ApiClient } from "../api.ts";
import { BlockError, block } from "../block.ts";
import { anyDict } from "../pins.ts";
import { firecrawl, firecrawlCredentials, firecrawlExample } from "./firecrawl.ts";
import {
  formatsPin,
  maxAgePin,
  onlyMainContentPin,
  pageOutputs,
  pagePins,
  scrapeOptions,
  waitForPin,
} from "./firecrawl-page.ts";

export const firecrawlCrawl = block({
  id: "bdbbaba0-03b7-4971-970e-699e2de6015e",
  name: "FirecrawlCrawlBlock",
  description: "Reads the pages of a website, in the formats that are asked for.",
  categories: ["SEARCH"],
  pure: false,
  input: () =>
    z.object({
      credentials: firecrawlCredentials(),
      url: z.string().describe("Where to begin"),
      limit: z.int().default(10).describe("How many pages at most"),
      only_main_content: onlyMainContentPin(),
      max_age: maxAgePin(),
      wait_for: waitForPin(0),
      formats: formatsPin(["markdown"]),
    }),
  output: () => z.object({ data: z.array(anyDict()).describe("All pages"), ...pagePins() }),
  async *run({ credentials, url, limit, ...options }, io) {
    const client = firecrawl(io, credentials);
    const body = { url, limit, scrapeOptions: scrapeOptions(options) };
    const { id } = await client.ask(z.object({ id: z.string() }), "/crawl", { method: "POST", body });
    const pages = await crawled(client, `/crawl/${encodeURIComponent(id)}`, io.signal);
    yield ["data", pages];
    for (const page of pages) yield* pageOutputs(page, options.formats);
  },
  examples: [
    {
      input: { credentials: firecrawlExample, url: "https://example.com", limit: 2 },
      answers: [
        {
          method: "POST",
          url: "https://api.firecrawl.dev/v2/crawl",
          requestBody: {
            url: "https://example.com",
            limit: 2,
            scrapeOptions: {
              formats: [{ type: "markdown" }],
              maxAge: 3_600_000,
              waitFor: 0,
              onlyMainContent: true,
            },
          },
          body: { success: true, id: "c1", url: "https://api.firecrawl.dev/v2/crawl/c1" },
        },
        {
          method: "GET",
          url: "https://api.firecrawl.dev/v2/crawl/c1",
          body: {
            status: "completed",
            data: [{ markdown: "# A" }],
            next: "https://api.firecrawl.dev/v2/crawl/c1?skip=1",
          },
        },
        {
          method: "GET",
          url: "https://api.firecrawl.dev/v2/crawl/c1?skip=1",
          body: { status: "completed", data: [{ markdown: "# B" }], next: null },
        },
      ],
      yields: { data: [[{ markdown: "# A" }, { markdown: "# B" }]], markdown: ["# A", "# B"] },
    },
    {
      input: { credentials: firecrawlExample, url: "https://example.com" },
      answers: [
        { method: "POST", url: "https://api.firecrawl.dev/v2/crawl", body: { id: "c2" } },
        { method: "GET", url: "https://api.firecrawl.dev/v2/crawl/c2", body: { status: "cancelled" } },
      ],
      yields: { error: ["Firecrawl ended as cancelled"] },
    },
  ],
});

const POLL_MS = 2000;

/** Waits for a crawl to end; long answers come in parts. */
async function crawled(client: ApiClient, path: string, signal: AbortSignal): Promise<JsonObject[]> {
  const Part = z.object({
    status: z.string(),
    data: z.array(anyDict()).default([]),
    next: z.string().nullish(),
  });
  let part = await client.ask(Part, path);
  while (part.status === "scraping") {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    signal.throwIfAborted();
    part = await client.ask(Part, path);
  }
  if (part.status !== "completed") throw new BlockError(`Firecrawl ended as ${part.status}`);
  const pages = [...part.data];
  while (part.next) {
    part = await client.ask(Part, part.next);
    pages.push(...part.data);
  }
  return pages;
}
