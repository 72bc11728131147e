import type { Json } from "#lib/json.ts";
import { isDict } from "../convert.ts";

/** A property of Notion as people would write it down: text, number, list … */
export function plainValue(property: Json): Json {
  if (!isDict(property)) return property;
  return plain(property[String(property["type"])] ?? null);
}

function plain(value: Json): Json {
  if (Array.isArray(value)) {
    const texts = value.map((item) => (isDict(item) ? item["plain_text"] : undefined));
    return texts.length > 0 && texts.every((text) => typeof text === "string")
      ? texts.join("")
      : value.map(plain);
  }
  if (!isDict(value)) return value;
  const { name, start, email, type } = value;
  return name ?? start ?? email ?? (typeof type === "string" ? plain(value[type] ?? null) : value);
}
