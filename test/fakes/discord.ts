import { type Context, Hono } from "hono";
import * as z from "zod";
import { serve } from "./serve.ts";

const Message = z.strictObject({
  content: z.string().max(2000).default(""),
  embeds: z
    .array(z.looseObject({ title: z.string().max(256).optional() }))
    .max(10)
    .default([]),
  message_reference: z.strictObject({ message_id: z.string() }).optional(),
  allowed_mentions: z.strictObject({ parse: z.array(z.string()), replied_user: z.boolean() }).optional(),
  nonce: z.string().max(25).optional(),
  enforce_nonce: z.boolean().optional(),
});
const NewThread = z.strictObject({
  name: z.string().min(1).max(100),
  type: z.union([z.literal(11), z.literal(12)]),
  auto_archive_duration: z.union([z.literal(60), z.literal(1440), z.literal(4320), z.literal(10080)]),
});

type Sent = z.output<typeof Message> & {
  id: string;
  channel_id: string;
  files: { name: string; text: string }[];
};

export const GUILD = "81384788765712384";
export const GENERAL = "381870553235193857";
export const EVE = "80351110224678912";

/** Discord's API, version 10, with one server: https://discord.com/developers/docs/reference */
export async function startDiscord(token: string) {
  const sent: Sent[] = [];
  const channels = new Map([[GENERAL, { id: GENERAL, type: 0, name: "general", guild_id: GUILD }]]);
  let next = 1_200_000_000_000_000_000n;
  const newId = (): string => String(++next);
  const app = new Hono().basePath("/api/v10");

  app.use(async (c, then) => {
    if (!c.req.header("user-agent")?.startsWith("DiscordBot (")) return c.text("error code: 1010", 403);
    if (c.req.header("authorization") !== `Bot ${token}`) {
      return c.json({ message: "401: Unauthorized", code: 0 }, 401);
    }
    return await then();
  });
  app.get("/users/@me/guilds", (c) => c.json([{ id: GUILD, name: "Lovelace", owner: false }]));
  app.get("/guilds/:id/channels", (c) =>
    c.req.param("id") === GUILD ? c.json([...channels.values()]) : unknown(c, "Guild", 10_004),
  );
  app.get("/users/:id", (c) =>
    c.req.param("id") === EVE ? c.json(presentEve()) : unknown(c, "User", 10_013),
  );
  app.post("/users/@me/channels", async (c) => {
    const asked = z.strictObject({ recipient_id: z.string() }).safeParse(await c.req.json());
    if (!asked.success || asked.data.recipient_id !== EVE) {
      return c.json({ message: "Cannot send messages to this user", code: 50_007 }, 403);
    }
    const id = "319674150115610528";
    channels.set(id, { id, type: 1, name: "", guild_id: "" });
    return c.json({ id, type: 1, last_message_id: null, recipients: [presentEve()] });
  });
  app.post("/channels/:id/messages", async (c) => {
    const channel = channels.get(c.req.param("id"));
    if (channel === undefined) return unknown(c, "Channel", 10_003);
    const { json, files } = await bodyOf(c);
    const message = Message.safeParse(json);
    if (!message.success) return unfit(c, message.error);
    const { content, embeds, nonce, enforce_nonce, message_reference } = message.data;
    if (content.length + embeds.length + files.length === 0) {
      return c.json({ message: "Cannot send an empty message", code: 50_006 }, 400);
    }
    const isUnknown = message_reference && !sent.some(({ id }) => id === message_reference.message_id);
    if (isUnknown) return invalid(c, "message_reference", "Unknown message");
    const known = sent.find((each) => enforce_nonce === true && each.nonce === nonce);
    const made = known ?? { ...message.data, id: newId(), channel_id: channel.id, files };
    if (known === undefined) sent.push(made);
    return c.json({
      id: made.id,
      type: 0,
      content,
      channel_id: channel.id,
      timestamp: "2026-11-22T10:00:00+00:00",
    });
  });
  app.post("/channels/:id/threads", async (c) => {
    if (!channels.has(c.req.param("id"))) return unknown(c, "Channel", 10_003);
    const thread = NewThread.safeParse(await c.req.json());
    if (!thread.success) return unfit(c, thread.error);
    const made = { id: newId(), type: thread.data.type, name: thread.data.name, guild_id: GUILD };
    channels.set(made.id, made);
    return c.json({ ...made, parent_id: c.req.param("id") }, 201);
  });
  const tired = () =>
    Response.json(
      { message: "You are being rate limited.", retry_after: 0.3, global: false },
      { status: 429, headers: { "retry-after": "1", "x-ratelimit-scope": "user" } },
    );
  return { ...(await serve(app, tired)), sent, channels };
}

/** JSON, or a form with `payload_json` and files: https://discord.com/developers/docs/reference#uploading-files */
async function bodyOf(c: Context): Promise<{ json: unknown; files: { name: string; text: string }[] }> {
  if (c.req.header("content-type")?.startsWith("application/json"))
    return { json: await c.req.json(), files: [] };
  const form = await c.req.formData();
  const files = [];
  for (const [name, part] of form) {
    if (/^files\[\d\]$/.test(name) && typeof part !== "string")
      files.push({ name: part.name, text: await part.text() });
  }
  return { json: JSON.parse(String(form.get("payload_json") ?? "{}")), files };
}

const presentEve = () => ({
  id: EVE,
  username: "eve",
  discriminator: "0",
  global_name: "Eve",
  avatar: "8342729096ea3675442027381ff50dfe",
  bot: false,
});

const unknown = (c: Context, what: string, code: number) => c.json({ message: `Unknown ${what}`, code }, 404);

const unfit = (c: Context, { issues: [issue] }: z.ZodError) =>
  invalid(c, String(issue?.path[0] ?? "content"), issue?.message ?? "");

const invalid = (c: Context, field: string, message: string) => {
  const errors = { [field]: { _errors: [{ code: "BASE_TYPE_BAD_LENGTH", message }] } };
  return c.json({ message: "Invalid Form Body", code: 50_035, errors }, 400);
};
