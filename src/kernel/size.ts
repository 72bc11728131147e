import type { Json } from "#lib/json.ts";

/** About how long a value's JSON text is, in UTF-16 code units; stops counting soon after `limit`. */
export function sizeOf(value: Json, limit: number): number {
  if (typeof value === "string") return value.length + 2;
  if (typeof value !== "object" || value === null) return 5;
  let size = 2;
  if (Array.isArray(value)) {
    for (const item of value) {
      size += sizeOf(item, limit - size) + 1;
      if (size > limit) return size;
    }
    return size;
  }
  for (const [key, item] of Object.entries(value)) {
    size += key.length + 4 + sizeOf(item, limit - size);
    if (size > limit) return size;
  }
  return size;
}
