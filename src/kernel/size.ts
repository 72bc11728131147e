import type { Json, JsonObject } from "#lib/json.ts";

/** Deeper values are refused: to write them as JSON, or to read them, would exhaust the stack. */
export const MAX_DEPTH = 500;

/** A worker takes no larger inputs, in characters of JSON. */
export const MAX_LENT = 12_000_000;

/** About how long a value's JSON text is, in UTF-16 code units; stops counting soon after `limit`. Infinite if too deep. */
export function sizeOf(value: Json, limit: number, depth = 0): number {
  if (typeof value === "string") return value.length + 2;
  if (typeof value !== "object" || value === null) return 5;
  if (depth === MAX_DEPTH) return Number.POSITIVE_INFINITY;
  return Array.isArray(value) ? sizeOfList(value, limit, depth) : sizeOfDict(value, limit, depth);
}

function sizeOfList(list: readonly Json[], limit: number, depth: number): number {
  let size = 2;
  for (const item of list) {
    size += sizeOf(item, limit - size, depth + 1) + 1;
    if (size > limit) break;
  }
  return size;
}

function sizeOfDict(dict: JsonObject, limit: number, depth: number): number {
  let size = 2;
  for (const key of Object.keys(dict)) {
    size += key.length + 4 + sizeOf(dict[key] ?? null, limit - size, depth + 1);
    if (size > limit) break;
  }
  return size;
}
