import * as z from "zod";
import { indexOfJson } from "#lib/equal.ts";
import type { Json } from "#lib/json.ts";
import { BlockError, block } from "../block.ts";
import { anyList, anyValue } from "../pins.ts";
import { placeOf } from "./list-index.ts";

export const removeFromList = block({
  id: "d93c5a93-ac7e-41c1-ae5c-ef67e6e9b826",
  name: "RemoveFromListBlock",
  description: "Takes a value out of a list, by its index or the first that is equal.",
  categories: ["BASIC"],
  pure: true,
  input: () =>
    z.object({
      list: anyList().describe("The list"),
      value: anyValue().optional().describe("The value to remove, when no index is given"),
      index: z.int().optional().describe("Which value to remove: 0 is the first, -1 the last"),
      return_item: z.boolean().default(false).describe("Whether to hand on the removed value too"),
    }),
  output: () =>
    z.object({
      updated_list: anyList().describe("The list without the value"),
      removed_item: anyValue().describe("The removed value"),
    }),
  *run({ list, value, index, return_item }) {
    const place = index === undefined ? placeOfValue(list, value) : placeOf(list, index);
    yield ["updated_list", list.toSpliced(place, 1)];
    if (return_item) yield ["removed_item", list[place] ?? null];
  },
  examples: [
    { input: { list: [1, 2, 1], value: 1 }, yields: { updated_list: [[2, 1]] } },
    {
      input: { list: ["a", "b"], index: -1, return_item: true },
      yields: { updated_list: [["a"]], removed_item: ["b"] },
    },
    { input: { list: [1], value: 2 }, yields: { error: ["The value is not in the list"] } },
    { input: { list: [1], index: 1 }, yields: { error: ["The list has 1 items; there is none at 1"] } },
    { input: { list: [1] }, yields: { error: ["Give an index or a value to remove"] } },
  ],
});

function placeOfValue(list: Json[], value: Json | undefined): number {
  if (value === undefined) throw new BlockError("Give an index or a value to remove");
  const place = indexOfJson(list, value);
  if (place < 0) throw new BlockError("The value is not in the list");
  return place;
}
