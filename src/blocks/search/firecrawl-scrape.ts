import * as z from "zod";
import { block } from "../block.ts";
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

export const firecrawlScrape = block({
  id: "ac444320-cf5e-4697-b586-2604c17a3e75",
  name: "FirecrawlScrapeBlock",
  description: "Reads a page of the web, in the formats that are asked for.",
  categories: ["SEARCH"],
  pure: false,
  input: () =>
    z.object({
      credentials: firecrawlCredentials(),
      url: z.string().describe("The page"),
      limit: z.int().default(10).describe("Has no effect: there is one page"),
      only_main_content: onlyMainContentPin(),
      max_age: maxAgePin(),
      wait_for: waitForPin(200),
      formats: formatsPin(["markdown"]),
    }),
  output: () => z.object({ data: anyDict().describe("The page, with what is known of it"), ...pagePins() }),
  async *run({ credentials, url, ...options }, io) {
    const body = { url, ...scrapeOptions(options) };
    const timeoutMs = SCRAPE_MS + options.wait_for;
    const request = { method: "POST", body, timeoutMs } as const;
    const { data } = await firecrawl(io, credentials).ask(z.object({ data: anyDict() }), "/scrape", request);
    yield ["data", data];
    yield* pageOutputs(data, options.formats);
  },
  examples: [
    {
      input: { credentials: firecrawlExample, url: "https://example.com" },
      answers: [
        {
          method: "POST",
          url: "https://api.firecrawl.dev/v2/scrape",
          requestBody: {
            url: "https://example.com",
            formats: [{ type: "markdown" }],
            maxAge: 3_600_000,
            waitFor: 200,
            onlyMainContent: true,
          },
          body: { success: true, data: { markdown: "# Example", metadata: { statusCode: 200 } } },
        },
      ],
      yields: {
        data: [{ markdown: "# Example", metadata: { statusCode: 200 } }],
        markdown: ["# Example"],
      },
    },
    {
      input: {
        credentials: firecrawlExample,
        url: "https://example.com",
        formats: ["html", "rawHtml", "links", "screenshot@fullPage", "changeTracking"],
      },
      answers: [
        {
          method: "POST",
          url: "https://api.firecrawl.dev/v2/scrape",
          requestBody: {
            url: "https://example.com",
            formats: [
              { type: "markdown" },
              { type: "html" },
              { type: "rawHtml" },
              { type: "links" },
              { type: "screenshot", fullPage: true },
              { type: "changeTracking" },
            ],
            maxAge: 3_600_000,
            waitFor: 200,
            onlyMainContent: true,
          },
          body: { data: { rawHtml: "<a>", links: ["https://a.example"], screenshot: "https://b.example" } },
        },
      ],
      yields: {
        data: [{ rawHtml: "<a>", links: ["https://a.example"], screenshot: "https://b.example" }],
        raw_html: ["<a>"],
        links: [["https://a.example"]],
        screenshot_full_page: ["https://b.example"],
      },
    },
    {
      input: { credentials: firecrawlExample, url: "nowhere" },
      answers: [
        {
          method: "POST",
          url: "https://api.firecrawl.dev/v2/scrape",
          status: 400,
          body: { success: false, error: "Invalid URL" },
        },
      ],
      yields: { error: ["Firecrawl answered 400: Invalid URL"] },
    },
  ],
});

/** Firecrawl itself gives up after half a minute by default. */
const SCRAPE_MS = 60_000;
