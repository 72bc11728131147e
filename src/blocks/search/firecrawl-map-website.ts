import * as z from "zod";
import { block } from "../block.ts";
import { anyDict } from "../pins.ts";
import { firecrawl, firecrawlCredentials, firecrawlExample } from "./firecrawl.ts";

export const firecrawlMapWebsite = block({
  id: "f0f43e2b-c943-48a0-a7f1-40136ca4d3b9",
  name: "FirecrawlMapWebsiteBlock",
  description: "Finds the pages of a website.",
  categories: ["SEARCH"],
  pure: false,
  input: () => z.object({ credentials: firecrawlCredentials(), url: z.string().describe("The website") }),
  output: () =>
    z.object({
      links: z.array(z.string()).describe("Addresses of its pages"),
      results: z.array(anyDict()).describe("The pages, with titles and descriptions where there are any"),
    }),
  async *run({ credentials, url }, io) {
    const Page = z.object({
      url: z.string(),
      title: z.string().optional(),
      description: z.string().optional(),
    });
    const Found = z.object({ links: z.array(Page).default([]) });
    const { links } = await firecrawl(io, credentials).ask(Found, "/map", { method: "POST", body: { url } });
    yield ["links", links.map((page) => page.url)];
    yield [
      "results",
      links.map(({ url: at, title = "", description = "" }) => ({ url: at, title, description })),
    ];
  },
  examples: [
    {
      input: { credentials: firecrawlExample, url: "https://example.com" },
      answers: [
        {
          method: "POST",
          url: "https://api.firecrawl.dev/v2/map",
          requestBody: { url: "https://example.com" },
          body: { success: true, links: [{ url: "https://example.com/a", title: "A" }] },
        },
      ],
      yields: {
        links: [["https://example.com/a"]],
        results: [[{ url: "https://example.com/a", title: "A", description: "" }]],
      },
    },
  ],
});
