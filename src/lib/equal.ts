import type { Json } from "./json.ts";

/** Whether two JSON values are equal, whatever the order of their keys. */
export function equalJson(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  return canonicalJson(a) === canonicalJson(b);
}

/** JSON text with sorted keys: equal values have equal texts, so that it serves as a key. */
export function canonicalJson(value: Json): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join()}}`;
}

/** The place of the first equal value, or -1. */
export function indexOfJson(list: Json[], value: Json): number {
  if (typeof value !== "object" || value === null) return list.indexOf(value);
  const key = canonicalJson(value);
  return list.findIndex((item) => typeof item === "object" && canonicalJson(item) === key);
}

/** The values in order, without those that equal an earlier one. */
export function distinct(list: Json[]): Json[] {
  const byKey = new Map<string, Json>();
  for (const value of list) {
    const key = canonicalJson(value);
    if (!byKey.has(key)) byKey.set(key, value);
  }
  return [...byKey.values()];
}
