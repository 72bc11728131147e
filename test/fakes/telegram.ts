import { type Context, Hono } from "hono";
import * as z from "zod";
import { serve } from "./serve.ts";

const CHAT = 4711;
const Reply = z.strictObject({ message_id: z.coerce.number() });
const Mode = z.enum(["Markdown", "MarkdownV2", "HTML"]).optional();
const Flag = z.stringbool().or(z.boolean()).optional();
/** Arguments come as JSON, or as the fields of a form, whose values are texts. */
const Sent = z.object({
  chat_id: z.coerce.number(),
  caption: z.string().max(1024).optional(),
  parse_mode: Mode,
  duration: z.coerce.number().int().optional(),
  title: z.string().optional(),
  performer: z.string().optional(),
  reply_parameters: Reply.optional(),
  disable_notification: Flag,
});

interface Message {
  id: number;
  text: string;
  /** Under the name of the field that held it. */
  file?: { kind: string; name: string; content: string; id: string };
  reply?: number | undefined;
  more: Record<string, unknown>;
}

/** Telegram's Bot API with one chat, 4711: https://core.telegram.org/bots/api */
export async function startTelegram(token: string) {
  const messages: Message[] = [];
  const app = new Hono();
  const find = (id: number) => messages.find((each) => each.id === id);

  app.use("/bot:token/:method", async (c, next) => {
    return c.req.param("token") === token ? await next() : refuse(c, 401, "Unauthorized");
  });
  app.post(`/bot${token}/sendMessage`, async (c) => {
    const asked = Sent.extend({ text: z.string().min(1).max(4096) })
      .strict()
      .safeParse(await argumentsOf(c));
    if (!asked.success) return refuse(c, 400, "Bad Request: message text is empty");
    return send(c, asked.data, asked.data.text);
  });
  app.post(`/bot${token}/editMessageText`, async (c) => {
    const Edit = z.strictObject({
      chat_id: z.literal(CHAT),
      message_id: z.int(),
      text: z.string(),
      parse_mode: Mode,
    });
    const asked = Edit.safeParse(await argumentsOf(c));
    const message = asked.success ? find(asked.data.message_id) : undefined;
    if (!asked.success || message === undefined)
      return refuse(c, 400, "Bad Request: message to edit not found");
    if (message.text === asked.data.text) return refuse(c, 400, "Bad Request: message is not modified");
    message.text = asked.data.text;
    return c.json({ ok: true, result: present(message) });
  });
  app.post(`/bot${token}/deleteMessage`, async (c) => {
    const asked = z
      .strictObject({ chat_id: z.literal(CHAT), message_id: z.int() })
      .safeParse(await argumentsOf(c));
    const at = messages.findIndex(({ id }) => asked.success && id === asked.data.message_id);
    if (at < 0) return refuse(c, 400, "Bad Request: message to delete not found");
    messages.splice(at, 1);
    return c.json({ ok: true, result: true });
  });
  for (const kind of ["photo", "voice", "audio", "document", "video"]) {
    app.post(`/bot${token}/send${kind[0]?.toUpperCase()}${kind.slice(1)}`, async (c) => {
      const { [kind]: file, ...fields } = await argumentsOf(c);
      const asked = Sent.strict().safeParse(fields);
      if (!asked.success) return refuse(c, 400, `Bad Request: ${asked.error.issues[0]?.message}`);
      if (!(file instanceof File)) return refuse(c, 400, `Bad Request: there is no ${kind} in the request`);
      const id = `file-${messages.length + 1}`;
      return send(c, asked.data, asked.data.caption ?? "", {
        kind,
        name: file.name,
        content: await file.text(),
        id,
      });
    });
  }
  app.post(`/bot${token}/getFile`, async (c) => {
    const asked = z.strictObject({ file_id: z.string() }).safeParse(await argumentsOf(c));
    const found = messages.find(({ file }) => asked.success && file?.id === asked.data.file_id)?.file;
    if (found === undefined) return refuse(c, 400, "Bad Request: invalid file_id");
    const file_path = `documents/${found.name}`;
    return c.json({
      ok: true,
      result: { file_id: found.id, file_unique_id: found.id, file_size: found.content.length, file_path },
    });
  });
  app.get(`/file/bot${token}/documents/:name`, (c) => {
    const found = messages.find(({ file }) => file?.name === c.req.param("name"))?.file;
    return found === undefined ? refuse(c, 404, "Not Found") : c.body(found.content);
  });

  function send(c: Context, asked: z.output<typeof Sent>, text: string, file?: Message["file"]): Response {
    const { chat_id, reply_parameters, ...more } = asked;
    if (chat_id !== CHAT) return refuse(c, 400, "Bad Request: chat not found");
    if (reply_parameters !== undefined && find(reply_parameters.message_id) === undefined) {
      return refuse(c, 400, "Bad Request: message to be replied not found");
    }
    const id = (messages.at(-1)?.id ?? 0) + 1;
    const message = {
      id,
      text,
      more,
      reply: reply_parameters?.message_id,
      ...(file !== undefined && { file }),
    };
    messages.push(message);
    return c.json({ ok: true, result: present(message) });
  }
  const tired = () =>
    Response.json(
      {
        ok: false,
        error_code: 429,
        description: "Too Many Requests: retry after 1",
        parameters: { retry_after: 1 },
      },
      { status: 429 },
    );
  return { ...(await serve(app, tired)), messages };
}

async function argumentsOf(c: Context): Promise<Record<string, unknown>> {
  if (c.req.header("content-type")?.startsWith("application/json")) return await c.req.json();
  const form = Object.fromEntries(await c.req.formData());
  const { reply_parameters } = form;
  return {
    ...form,
    ...(typeof reply_parameters === "string" && { reply_parameters: JSON.parse(reply_parameters) }),
  };
}

const present = ({ id, text }: Message) => ({
  message_id: id,
  from: { id: 1, is_bot: true, first_name: "Bot" },
  chat: { id: CHAT, type: "private", first_name: "Ada" },
  date: 1_764_000_000,
  text,
});

const refuse = (c: Context, error_code: 400 | 401 | 404, description: string) =>
  c.json({ ok: false, error_code, description }, error_code);
