import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import { apiClient, understood } from "../api.ts";
import type { BlockIo } from "../block.ts";
import { type CredentialRef, credentialPin, exampleCredential } from "../credential-pin.ts";
import { advanced, anyValue } from "../pins.ts";

/** The token's place in the path, where Telegram wants it. */
const TELEGRAM = { name: "Telegram", base: "https://api.telegram.org/bot{token}" };

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
  const client = apiClient(TELEGRAM, io, using);
  const Answer = z.object({ result: anyValue() });
  const { result } = await client.ask(Answer, `/${method}`, { method: "POST", body });
  return understood(TELEGRAM, schema, result);
}

export const Message = () => z.object({ message_id: z.int() });

export const statusOut = () => z.string().describe("What was done");

export const messageOut = () => z.int().describe("Id of the message");
