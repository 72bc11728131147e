import type { Json } from "#lib/json.ts";
import { BlockError } from "../block.ts";

/** The place of an index in a list; a negative one counts from the end. Throws a BlockError when there is no item. */
export function placeOf(list: Json[], index: number): number {
  const place = index < 0 ? list.length + index : index;
  if (place >= 0 && place < list.length) return place;
  throw new BlockError(`The list has ${list.length} items; there is none at ${index}`);
}

export const itemAt = (list: Json[], index: number): Json => list[placeOf(list, index)] ?? null;
