import { isDict } from "#blocks/convert.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { Refusal } from "../described.ts";

export const asDicts = (items: readonly Json[]): JsonObject[] => items.filter(isDict);

/** The kind of a request of a batch update, and what it says: exactly one may be set. */
export function oneOf(request: JsonObject): [string, JsonObject] {
  const [[kind, of] = ["", {}], ...more] = Object.entries(request);
  if (more.length > 0) throw new Refusal(400, "A request is of one kind");
  return [kind, isDict(of) ? of : {}];
}
