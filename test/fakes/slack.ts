import { Hono } from "hono";
import * as z from "zod";
import { serve } from "./serve.ts";

const Message = z.strictObject({
  channel: z.string(),
  text: z.string().optional(),
  thread_ts: z.string().optional(),
  username: z.string().optional(),
  icon_emoji: z.string().optional(),
  unfurl_links: z.boolean().optional(),
  mrkdwn: z.boolean().optional(),
});

/** Slack's Web API with one channel; what it refuses it refuses with a status of 200: https://docs.slack.dev/apis/web-api */
export async function startSlack(token: string) {
  const said: (z.output<typeof Message> & { ts: string })[] = [];
  const app = new Hono();
  app.post("/api/chat.postMessage", async (c) => {
    if (c.req.header("authorization") !== `Bearer ${token}`)
      return c.json({ ok: false, error: "invalid_auth" });
    if (!c.req.header("content-type")?.startsWith("application/json")) {
      return c.json({ ok: false, error: "invalid_form_data" });
    }
    const message = Message.safeParse(await c.req.json());
    if (!message.success) return c.json({ ok: false, error: "invalid_arguments" });
    const { channel, text } = message.data;
    if (!["C024BE91L", "general", "#general"].includes(channel)) {
      return c.json({ ok: false, error: "channel_not_found" });
    }
    if (text === undefined || text === "") return c.json({ ok: false, error: "no_text" });
    const ts = `1764000000.${String(said.length + 1).padStart(6, "0")}`;
    said.push({ ...message.data, ts });
    return c.json({ ok: true, channel: "C024BE91L", ts, message: { type: "message", text, ts } });
  });
  const tired = () =>
    Response.json({ ok: false, error: "ratelimited" }, { status: 429, headers: { "retry-after": "1" } });
  return { ...(await serve(app, tired)), said };
}
