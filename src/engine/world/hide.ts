import type { Json } from "#lib/json.ts";

const HIDDEN = "[hidden]";

/** Shorter texts are no secrets, and stand in too many others. */
const SHORTEST = 6;

/** The value with these texts replaced wherever they stand, keys included; the same value where they do not. */
export function hideIn(value: Json, texts: Iterable<string>): Json {
  const secrets = [...texts].filter((text) => text.length >= SHORTEST);
  if (secrets.length === 0) return value;
  const json = JSON.stringify(value);
  if (!secrets.some((secret) => json.includes(JSON.stringify(secret).slice(1, -1)))) return value;
  return replaced(value, secrets);
}

function replaced(value: Json, secrets: readonly string[]): Json {
  if (typeof value === "string")
    return secrets.reduce((text, secret) => text.replaceAll(secret, HIDDEN), value);
  if (Array.isArray(value)) return value.map((item) => replaced(item, secrets));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [
    String(replaced(key, secrets)),
    replaced(item, secrets),
  ]);
  return Object.fromEntries(entries);
}
