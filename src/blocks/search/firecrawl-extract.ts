import * as z from "zod";
import { BlockError, block } from "../block.ts";
import { anyDict } from "../pins.ts";
import { firecrawl, firecrawlCredentials, firecrawlExample } from "./firecrawl.ts";

export const firecrawlExtract = block({
  id: "d1774756-4d9e-40e6-bab1-47ec0ccd81b2",
  name: "FirecrawlExtractBlock",
  description: "Reads facts from pages of the web, as a prompt or a schema asks for them.",
  categories: ["SEARCH"],
  pure: false,
  input: () =>
    z.object({
      credentials: firecrawlCredentials(),
      urls: z.array(z.string()).describe("The pages; /* at an end for all below"),
      prompt: z.string().optional().describe("What to look for"),
      output_schema: anyDict().optional().describe("JSON Schema of what is wanted"),
      enable_web_search: z.boolean().default(false).describe("Whether to look at other pages too"),
    }),
  output: () => z.object({ data: anyDict().describe("What was found") }),
  async *run({ credentials, urls, prompt, output_schema, enable_web_search }, io) {
    const client = firecrawl(io, credentials);
    const body = {
      urls,
      enableWebSearch: enable_web_search,
      ...(prompt !== undefined && { prompt }),
      ...(output_schema !== undefined && { schema: output_schema }),
    };
    const Job = z.object({ id: z.string() });
    const { id } = await client.ask(Job, "/extract", { method: "POST", body });
    const State = z.object({
      status: z.string(),
      // An empty list until there is something.
      data: z.union([anyDict(), z.tuple([]).transform(() => ({}))]).default({}),
      error: z.string().default(""),
    });
    for (;;) {
      const { status, data, error } = await client.ask(State, `/extract/${encodeURIComponent(id)}`);
      if (status === "completed") return yield ["data", data];
      if (status !== "processing") throw new BlockError(`Firecrawl ended as ${status}: ${error}`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      io.signal.throwIfAborted();
    }
  },
  examples: [
    {
      input: { credentials: firecrawlExample, urls: ["https://example.com"], prompt: "Who?" },
      answers: [
        {
          method: "POST",
          url: "https://api.firecrawl.dev/v2/extract",
          requestBody: { urls: ["https://example.com"], enableWebSearch: false, prompt: "Who?" },
          body: { success: true, id: "j1" },
        },
        {
          method: "GET",
          url: "https://api.firecrawl.dev/v2/extract/j1",
          body: { success: true, status: "completed", data: { who: "Ada" } },
        },
      ],
      yields: { data: [{ who: "Ada" }] },
    },
    {
      input: { credentials: firecrawlExample, urls: ["https://example.com"] },
      answers: [
        { method: "POST", url: "https://api.firecrawl.dev/v2/extract", body: { id: "j2" } },
        {
          method: "GET",
          url: "https://api.firecrawl.dev/v2/extract/j2",
          body: { status: "failed", error: "No page" },
        },
      ],
      yields: { error: ["Firecrawl ended as failed: No page"] },
    },
  ],
});

const POLL_MS = 2000;
