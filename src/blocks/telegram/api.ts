import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import { type ApiRequest, apiClient, understood } from "../api.ts";
import type { BlockIo } from "../block.ts";
import { type CredentialRef, credentialPin, exampleCredential } from "../credential-pin.ts";
import { advanced, anyValue } from "../pins.ts";

/** The token's place in the path, where Telegram wants it. */
const TELEGRAM = { name: "Telegram", base: "https://api.telegram.org/bot{token}" };

export const TELEGRAM_FILES = { ...TELEGRAM, base: "https://api.telegram.org/file/bot{token}" };

export const telegramCredentials = () =>
  credentialPin({ provider: "telegram", types: ["api_key"], description: "The token of your bot" });

export const telegramExample = exampleCredential("telegram");

export const chatPin = () => z.int().describe("Id of the chat");

export const parseModePin = () =>
  z.enum(["", "Markdown", "MarkdownV2", "HTML"]).default("").meta(advanced("How the text is marked up"));

/** Calls a method of the Bot API with what is given; answers its result. */
export async function telegram<S extends z.ZodType>(
  io: BlockIo,
  using: CredentialRef,
  schema: S,
  method: string,
  given: Record<string, string | number | boolean | JsonObject | undefined>,
): Promise<z.output<S>> {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined && value !== "");
  const body: JsonObject = Object.fromEntries(entries.map(([key, value]) => [key, value ?? null]));
  return await call(io, using, schema, method, { body });
}

/** The same with a form, as files are sent. */
export const telegramForm = <S extends z.ZodType>(
  io: BlockIo,
  using: CredentialRef,
  schema: S,
  method: string,
  form: FormData,
): Promise<z.output<S>> => call(io, using, schema, method, { raw: form, timeoutMs: UPLOAD_MS });

const UPLOAD_MS = 60_000;

async function call<S extends z.ZodType>(
  io: BlockIo,
  using: CredentialRef,
  schema: S,
  method: string,
  request: ApiRequest,
): Promise<z.output<S>> {
  const Answer = z.object({ result: anyValue() });
  const client = apiClient(TELEGRAM, io, using);
  const { result } = await client.ask(Answer, `/${method}`, { ...request, method: "POST" });
  return understood(TELEGRAM, schema, result);
}

export const Message = () => z.object({ message_id: z.int() });

export const statusOut = () => z.string().describe("What was done");

export const messageOut = () => z.int().describe("Id of the message");
