import type * as z from "zod";
import { issueText } from "#lib/issues.ts";

/** Fields by name: what is wrong with each of those that are not accepted. */
export type FieldErrors = Readonly<Record<string, string>>;

/** The values of a form, or the first thing that is wrong with each field. */
export function parseForm<S extends z.ZodType>(
  schema: S,
  form: URLSearchParams,
): { values: z.output<S>; errors: null } | { values: null; errors: FieldErrors } {
  const parsed = schema.safeParse(Object.fromEntries(form), { error: issueText });
  if (parsed.success) return { values: parsed.data, errors: null };
  const entries = parsed.error.issues.map(({ path, message }) => [String(path[0] ?? ""), message] as const);
  return { values: null, errors: Object.fromEntries(entries.reverse()) };
}
