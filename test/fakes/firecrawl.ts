import { type Context, Hono } from "hono";
import * as z from "zod";
import { serve } from "./serve.ts";

const Format = z.discriminatedUnion("type", [
  z.strictObject({ type: z.enum(["markdown", "html", "rawHtml", "links", "summary"]) }),
  z.strictObject({ type: z.literal("screenshot"), fullPage: z.boolean().default(false) }),
  z.strictObject({
    type: z.literal("json"),
    prompt: z.string().optional(),
    schema: z.looseObject({}).optional(),
  }),
  z.strictObject({ type: z.literal("changeTracking"), modes: z.array(z.string()).default([]) }),
]);
const Options = z.strictObject({
  formats: z.array(Format).refine((formats) => !has(formats, "changeTracking") || has(formats, "markdown"), {
    error: "The changeTracking format requires the markdown format to be specified as well",
  }),
  onlyMainContent: z.boolean().default(true),
  maxAge: z.int().optional(),
  waitFor: z.int().max(60_000).optional(),
});
const has = (formats: readonly { type: string }[], type: string): boolean =>
  formats.some((each) => each.type === type);

/** Firecrawl's API, version 2, which knows one website: https://docs.firecrawl.dev/api-reference/v2-introduction */
export async function startFirecrawl(key: string) {
  const crawls = new Map<string, { options: z.output<typeof Options>; looks: number; limit: number }>();
  const extracts = new Map<string, { data: unknown; looks: number }>();
  const app = new Hono().basePath("/v2");
  app.use(async (c, next) => {
    if (c.req.header("authorization") === `Bearer ${key}`) return await next();
    return c.json({ success: false, error: "Unauthorized: Invalid token" }, 401);
  });
  const url = z.url();

  app.post("/scrape", async (c) => {
    const asked = Options.extend({ url }).safeParse(await c.req.json());
    if (!asked.success) return invalid(c, asked.error);
    return c.json({ success: true, data: pageOf(asked.data.url, asked.data) });
  });
  app.post("/crawl", async (c) => {
    const asked = z
      .strictObject({ url, limit: z.int(), scrapeOptions: Options })
      .safeParse(await c.req.json());
    if (!asked.success) return invalid(c, asked.error);
    const id = crypto.randomUUID();
    crawls.set(id, { options: asked.data.scrapeOptions, looks: 0, limit: asked.data.limit });
    return c.json({ success: true, id, url: `https://api.firecrawl.dev/v2/crawl/${id}` });
  });
  app.get("/crawl/:id", (c) => {
    const crawl = crawls.get(c.req.param("id"));
    if (crawl === undefined) return c.json({ success: false, error: "Job not found" }, 404);
    const pages = ["https://tea.example/", "https://tea.example/green"].slice(0, crawl.limit);
    crawl.looks += 1;
    if (crawl.looks === 1)
      return c.json({ success: true, status: "scraping", total: pages.length, completed: 0, data: [] });
    const skip = Number(c.req.query("skip") ?? 0);
    const data = pages.slice(skip, skip + 1).map((page) => pageOf(page, crawl.options));
    const more = skip + 1 < pages.length;
    const next = `https://api.firecrawl.dev/v2/crawl/${c.req.param("id")}?skip=${skip + 1}`;
    return c.json({
      success: true,
      status: "completed",
      total: pages.length,
      completed: pages.length,
      ...(more && { next }),
      data,
    });
  });
  app.post("/map", async (c) => {
    const asked = z.strictObject({ url }).safeParse(await c.req.json());
    if (!asked.success) return invalid(c, asked.error);
    return c.json({
      success: true,
      links: [{ url: "https://tea.example/", title: "Tea" }, { url: "https://tea.example/green" }],
    });
  });
  app.post("/search", async (c) => {
    const Search = z.strictObject({
      query: z.string(),
      limit: z.int().max(100),
      scrapeOptions: Options.optional(),
    });
    const asked = Search.safeParse(await c.req.json());
    if (!asked.success) return invalid(c, asked.error);
    const page = asked.data.scrapeOptions && pageOf("https://tea.example/", asked.data.scrapeOptions);
    return c.json({
      success: true,
      data: { web: [{ url: "https://tea.example/", title: asked.data.query, ...page }] },
      creditsUsed: 1,
    });
  });
  app.post("/extract", async (c) => {
    const Extract = z.strictObject({
      urls: z.array(z.string()),
      enableWebSearch: z.boolean(),
      prompt: z.string().optional(),
      schema: z.looseObject({}).optional(),
    });
    const asked = Extract.safeParse(await c.req.json());
    if (!asked.success) return invalid(c, asked.error);
    const id = crypto.randomUUID();
    extracts.set(id, { data: { asked: asked.data.prompt }, looks: 0 });
    return c.json({ success: true, id });
  });
  app.get("/extract/:id", (c) => {
    const job = extracts.get(c.req.param("id"));
    if (job === undefined) return c.json({ success: false, error: "Job not found" }, 404);
    job.looks += 1;
    return c.json(
      job.looks === 1
        ? { success: true, status: "processing", data: [] }
        : { success: true, status: "completed", data: job.data },
    );
  });
  const tired = () =>
    Response.json(
      { success: false, error: "Rate limit exceeded. Consumed (req/min): 11, Remaining (req/min): 0." },
      { status: 429, headers: { "retry-after": "1" } },
    );
  return await serve(app, tired);
}

const pageOf = (address: string, { formats }: z.output<typeof Options>) => ({
  ...Object.fromEntries(formats.map(({ type }) => [type, VALUES[type]])),
  metadata: { title: "Tea", sourceURL: address, statusCode: 200 },
});

const VALUES: Record<string, unknown> = {
  markdown: "# Tea",
  html: "<h1>Tea</h1>",
  rawHtml: "<!doctype html><h1>Tea</h1>",
  links: ["https://tea.example/green"],
  screenshot: "https://storage.example/tea.png",
  json: { kind: "green" },
  changeTracking: { previousScrapeAt: null, changeStatus: "new", visibility: "visible" },
};

const invalid = (c: Context, { issues }: z.ZodError) =>
  c.json(
    { success: false, code: "BAD_REQUEST", error: issues[0]?.message ?? "Bad Request", details: issues },
    400,
  );
