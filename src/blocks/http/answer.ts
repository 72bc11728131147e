import type { Json } from "#lib/json.ts";
import { isTooDeep } from "../convert.ts";

/** What an answer says: JSON, or text when it is none or nested too deeply. */
export async function bodyOf(response: Response): Promise<Json> {
  const text = await response.text();
  try {
    const body: Json = JSON.parse(text);
    return isTooDeep(body) ? text : body;
  } catch {
    return text;
  }
}

/** RFC 9110, section 10.2.3: seconds, or a date. */
export function retryAfter(response: Response, now: number): { retryAfterMs?: number } {
  const header = response.headers.get("retry-after");
  if (header === null) return {};
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? { retryAfterMs: Math.max(0, ms) } : {};
}
