import { Hono } from "hono";
import * as z from "zod";
import { serve } from "./serve.ts";

const Embed = z.strictObject({ model: z.string(), input: z.array(z.string()).min(1) });
const Segment = z.strictObject({
  content: z.string(),
  return_chunks: z.boolean().default(false),
  return_tokens: z.boolean().default(false),
  max_chunk_length: z.int().default(1000),
});

/** Jina's reader, search, grounding, embeddings and segmenter, each on a host of its own, here below a path: https://jina.ai/api-dashboard */
export async function startJina(key: string) {
  const app = new Hono();
  app.use(async (c, next) => {
    if (c.req.header("authorization") === `Bearer ${key}`) return await next();
    const message = "Invalid API key, please get a new one from https://jina.ai";
    return c.json(
      { data: null, code: 401, name: "AuthenticationRequiredError", status: 40_103, message },
      401,
    );
  });
  app.get("/r/*", (c) => {
    const page = c.req.path.slice("/r/".length);
    if (!URL.canParse(page))
      return c.json({ code: 400, name: "ParamValidationError", message: "Invalid URL" }, 400);
    return c.text(`Title: Tea\n\nURL Source: ${page}\n\nMarkdown Content:\nLeaves and water`);
  });
  app.get("/s/", (c) => c.text(`[1] Title: On ${c.req.query("q")}\n[1] URL Source: https://tea.example`));
  app.get("/g/:statement", (c) => {
    if (c.req.header("accept") !== "application/json") return c.text("Factuality: 0.9");
    const references = [{ url: "https://tea.example", keyQuote: "Tea is warm", isSupportive: true }];
    const statement = c.req.param("statement");
    return c.json({
      code: 200,
      status: 20_000,
      data: { factuality: 0.9, result: true, reason: `So it is: ${statement}`, references },
    });
  });
  app.post("/api/v1/embeddings", async (c) => {
    const asked = Embed.safeParse(await c.req.json());
    if (!asked.success) return c.json({ detail: "[] is too short - 'input'" }, 422);
    const data = asked.data.input.map((text, index) => ({
      object: "embedding",
      index,
      embedding: [text.length, 0.5],
    }));
    return c.json({ model: asked.data.model, object: "list", usage: { total_tokens: 3 }, data });
  });
  app.post("/segment/", async (c) => {
    const asked = Segment.safeParse(await c.req.json());
    if (!asked.success) return c.json({ code: 400, message: asked.error.issues[0]?.message }, 400);
    const { content, return_chunks, return_tokens, max_chunk_length } = asked.data;
    const chunks = content.match(new RegExp(`[^]{1,${max_chunk_length}}`, "g")) ?? [];
    const tokens = chunks.map((chunk) => chunk.split(" ").map((word, index) => [word, [index]]));
    return c.json({
      num_tokens: tokens.flat().length,
      tokenizer: "cl100k_base",
      usage: { tokens: 0 },
      num_chunks: chunks.length,
      ...(return_chunks && { chunks, chunk_positions: [] }),
      ...(return_tokens && { tokens }),
    });
  });
  const tired = () =>
    Response.json(
      { code: 429, name: "RateLimitTriggeredError", message: "Per UID rate limit exceeded" },
      { status: 429, headers: { "retry-after": "1" } },
    );
  return await serve(app, tired);
}
