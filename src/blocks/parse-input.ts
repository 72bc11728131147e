import type * as z from "zod";
import { issueText } from "#lib/issues.ts";
import type { JsonObject } from "#lib/json.ts";
import { pathText } from "#lib/path-text.ts";
import type { Coercer } from "./coerce.ts";

/** What does not fit has its path, such as `items[2].name`. */
export type Parsed = { ok: true; input: JsonObject } | { ok: false; path: string; message: string };

/** Coerces an input to the pins' types, then validates it. */
export function parseInput(schema: z.ZodObject, coerceInput: Coercer, merged: JsonObject): Parsed {
  const coerced = coerceInput(merged);
  if (!coerced.ok) return coerced;
  const result = schema.safeParse(coerced.input);
  if (result.success) return { ok: true, input: result.data as JsonObject };
  // Most inputs fit, so what is wrong is put in words of ours only where one does not.
  const [issue] = schema.safeParse(coerced.input, { error: issueText }).error?.issues ?? [];
  const [pin = ""] = issue?.path ?? [];
  if (typeof pin === "string" && coerced.input[pin] === undefined) {
    return { ok: false, path: pin, message: `Input "${pin}" needs a value` };
  }
  const path = pathText(issue?.path ?? []);
  return { ok: false, path, message: `Input "${path}" does not fit: ${issue?.message}` };
}
