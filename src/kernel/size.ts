import type { Json, JsonObject } from "#lib/json.ts";

/** Deeper values are refused: to write them as JSON, or to read them, would exhaust the stack. */
export const MAX_DEPTH = 500;

/** No node execution takes a larger input, in characters of JSON: one answer must carry it (32 MiB, two bytes each at most). */
export const MAX_INPUT = 12_000_000;

/** About how long a value's JSON text is, in UTF-16 code units; stops counting soon after `limit`. Infinite if too deep. */
export function sizeOf(value: Json, limit: number, depth = 0): number {
  if (typeof value === "string") return value.length + 2;
  if (typeof value !== "object" || value === null) return 5;
  if (depth === MAX_DEPTH) return Number.POSITIVE_INFINITY;
  return Array.isArray(value) ? sizeOfList(value, limit, depth) : sizeOfDict(value, limit, depth);
}

/** An input of that size as far as an answer can carry it: pins in their order, without those that do not fit. */
export function shownInput(input: JsonObject, size: number): JsonObject {
  if (size <= MAX_INPUT) return input;
  let left = MAX_INPUT;
  const shown = Object.entries(input).filter(([pin, value]) => {
    const more = pin.length + 4 + sizeOf(value ?? null, left, -MAX_DEPTH);
    const isShown = more <= left;
    if (isShown) left -= more;
    return isShown;
  });
  return Object.fromEntries(shown);
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
