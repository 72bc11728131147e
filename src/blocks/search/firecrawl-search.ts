import * as z from "zod";
import { block } from "../block.ts";
import { anyDict } from "../pins.ts";
import { firecrawl, firecrawlCredentials, firecrawlExample } from "./firecrawl.ts";
import { formatsPin, maxAgePin, scrapeOptions, waitForPin } from "./firecrawl-page.ts";

export const firecrawlSearch = block({
  id: "f8d2f28d-b3a1-405b-804e-418c087d288b",
  name: "FirecrawlSearchBlock",
  description: "Searches the web, and reads the pages it finds where formats are asked for.",
  categories: ["SEARCH"],
  pure: false,
  input: () =>
    z.object({
      credentials: firecrawlCredentials(),
      query: z.string().describe("What to look for"),
      limit: z.int().default(10).describe("How many pages at most"),
      max_age: maxAgePin(),
      wait_for: waitForPin(200),
      formats: formatsPin([]),
    }),
  output: () =>
    z.object({
      data: anyDict().describe("All that was found, by source"),
      site: anyDict().describe("A page that was found"),
    }),
  async *run({ credentials, query, limit, ...options }, io) {
    const body = {
      query,
      limit,
      ...(options.formats.length > 0 && { scrapeOptions: scrapeOptions(options) }),
    };
    const request = { method: "POST", body, timeoutMs: SEARCH_MS + options.wait_for } as const;
    const Found = z.object({ data: z.object({ web: z.array(anyDict()).default([]) }).catchall(z.json()) });
    const { data } = await firecrawl(io, credentials).ask(Found, "/search", request);
    yield ["data", data];
    for (const site of data.web) yield ["site", site];
  },
  examples: [
    {
      input: { credentials: firecrawlExample, query: "Ada", limit: 2 },
      answers: [
        {
          method: "POST",
          url: "https://api.firecrawl.dev/v2/search",
          requestBody: { query: "Ada", limit: 2 },
          body: { data: { web: [{ url: "https://a.example" }, { url: "https://b.example" }] } },
        },
      ],
      yields: {
        data: [{ web: [{ url: "https://a.example" }, { url: "https://b.example" }] }],
        site: [{ url: "https://a.example" }, { url: "https://b.example" }],
      },
    },
    {
      input: { credentials: firecrawlExample, query: "Ada", formats: ["markdown"], wait_for: 0 },
      answers: [
        {
          method: "POST",
          url: "https://api.firecrawl.dev/v2/search",
          requestBody: {
            query: "Ada",
            limit: 10,
            scrapeOptions: { formats: [{ type: "markdown" }], maxAge: 3_600_000, waitFor: 0 },
          },
          status: 402,
          body: { success: false, error: "Insufficient credits" },
        },
      ],
      yields: { error: ["Firecrawl answered 402: Insufficient credits"] },
    },
  ],
});

const SEARCH_MS = 60_000;
