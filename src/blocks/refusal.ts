import * as z from "zod";
import type { Json } from "#lib/json.ts";
import { isDict } from "./convert.ts";

/** What an answer of a service has to say to people, from where services put it, as far down as they put it. */
export function messageIn(body: Json | undefined): string | undefined {
  if (typeof body === "string") return body === "" ? undefined : body.slice(0, 300);
  if (Array.isArray(body)) return messageIn(body[0]);
  if (body === undefined || !isDict(body)) return undefined;
  const general = messageIn(body["message"]);
  if (general === undefined) return firstOf(OTHER_KEYS.map((key) => messageIn(body[key])));
  const detail = detailIn(body["errors"]);
  return detail === undefined || detail === general ? general : `${general.replace(/\.$/, "")}: ${detail}`;
}

const OTHER_KEYS = ["error_description", "detail", "description", "title", "error", "errors"];

/** GitHub and Discord say in `errors` what is wrong, and beside it only that something is. */
function detailIn(errors: Json | undefined): string | undefined {
  if (Array.isArray(errors)) return firstOf(errors.map(detailIn));
  if (errors === undefined || !isDict(errors)) return undefined;
  const { message, field, code } = errors;
  if (typeof message === "string") return message.slice(0, 300);
  if (typeof field === "string" && typeof code === "string") return `${field} (${code})`;
  return firstOf(Object.values(errors).map(detailIn));
}

const firstOf = (texts: readonly (string | undefined)[]) => texts.find((text) => text !== undefined);

/** Telegram and Discord say in the answer itself after how many seconds to come back. */
export function retryAfterIn(body: Json): { retryAfterMs?: number } {
  const said = z
    .object({ retry_after: z.number().nonnegative() })
    .safeParse(isDict(body) ? (body["parameters"] ?? body) : null);
  return said.success ? { retryAfterMs: Math.ceil(said.data.retry_after * 1000) } : {};
}
