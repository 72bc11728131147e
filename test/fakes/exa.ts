import { Hono } from "hono";
import * as z from "zod";
import { serve } from "./serve.ts";

const Contents = z.strictObject({
  text: z.union([z.boolean(), z.looseObject({})]).optional(),
  highlights: z.union([z.boolean(), z.looseObject({})]).optional(),
  summary: z.union([z.boolean(), z.looseObject({ query: z.string().optional() })]).optional(),
});
const Filters = z.strictObject({
  numResults: z.int().min(1).max(100),
  includeDomains: z.array(z.string()).optional(),
  excludeDomains: z.array(z.string()).optional(),
  startCrawlDate: z.iso.datetime().optional(),
  endCrawlDate: z.iso.datetime().optional(),
  startPublishedDate: z.iso.datetime().optional(),
  endPublishedDate: z.iso.datetime().optional(),
  includeText: z.array(z.string()).max(1).optional(),
  excludeText: z.array(z.string()).max(1).optional(),
  contents: Contents.optional(),
  moderation: z.boolean().optional(),
});
const Search = Filters.extend({
  query: z.string(),
  type: z.enum(["keyword", "neural", "fast", "auto"]),
  category: z.string().optional(),
  userLocation: z.string().length(2).optional(),
});
const Pages = Contents.extend({
  urls: z.array(z.url()).optional(),
  ids: z.array(z.string()).optional(),
  livecrawl: z.enum(["never", "fallback", "always", "preferred"]).optional(),
  livecrawlTimeout: z.int().optional(),
  subpages: z.int().optional(),
  subpageTarget: z.union([z.string(), z.array(z.string())]).optional(),
  extras: z.looseObject({}).optional(),
});

const PAGES = ["https://tea.example/green", "https://tea.example/black", "https://cake.example/"];

/** Exa's API, which knows three pages: https://docs.exa.ai/reference */
export async function startExa(key: string) {
  const app = new Hono();
  app.use(async (c, next) => {
    if (c.req.header("x-api-key") === key) return await next();
    return c.json({ requestId: "r", error: "Invalid API key", tag: "INVALID_API_KEY" }, 401);
  });
  const answer = (path: string, schema: z.ZodType, of: (asked: unknown) => object) =>
    app.post(path, async (c) => {
      const asked = schema.safeParse(await c.req.json());
      if (asked.success) return c.json({ requestId: "r", ...of(asked.data) });
      const [issue] = asked.error.issues;
      const error = `Invalid request body | Validation error: ${issue?.message} at "${issue?.path.join(".")}"`;
      return c.json({ requestId: "r", error, tag: "INVALID_REQUEST_BODY" }, 400);
    });
  answer("/search", Search, (asked) => found(Search.parse(asked), { resolvedSearchType: "neural" }));
  answer("/findSimilar", Filters.extend({ url: z.url() }), (asked) =>
    found(Filters.loose().parse(asked), {}),
  );
  answer("/contents", Pages, (asked) => {
    const { urls = [], ids = [], ...contents } = Pages.parse(asked);
    const wanted = [...urls, ...ids];
    return {
      results: wanted.filter((url) => PAGES.includes(url)).map((url) => presentPage(url, contents)),
      statuses: wanted.map((id) => ({
        id,
        status: PAGES.includes(id) ? "success" : "error",
        source: "cached",
      })),
      costDollars: { total: 0.001 },
    };
  });
  answer("/answer", z.strictObject({ query: z.string(), text: z.boolean() }), () => ({
    answer: "Yes",
    citations: [presentPage("https://tea.example/green", {})],
    costDollars: { total: 0.005 },
  }));
  const tired = () =>
    Response.json(
      { requestId: "r", error: "You've exceeded your Exa rate limit of 10 requests per second" },
      { status: 429, headers: { "retry-after": "1" } },
    );
  return await serve(app, tired);
}

function found({ numResults, includeDomains, contents = {} }: z.output<typeof Filters>, more: object) {
  const pages = PAGES.filter((url) => includeDomains?.includes(new URL(url).host) ?? true);
  const results = pages.slice(0, numResults).map((url) => presentPage(url, contents));
  return { ...more, results, costDollars: { total: 0.005 } };
}

const presentPage = (url: string, contents: object) => ({
  id: url,
  url,
  title: "Tea",
  publishedDate: "2026-11-22T10:00:00.000Z",
  author: null,
  ...("text" in contents && contents.text !== false && { text: "Leaves and water" }),
  ...("summary" in contents && { summary: "Tea" }),
  ...("highlights" in contents && { highlights: ["Leaves"], highlightScores: [0.5] }),
});
