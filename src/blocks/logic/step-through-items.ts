import * as z from "zod";
import type { Json, JsonObject } from "#lib/json.ts";
import { BlockError, block } from "../block.ts";
import { isDict, isTooDeep, MAX_DEPTH } from "../convert.ts";
import { anyDict, anyList, anyValue } from "../pins.ts";

const MAX_ELEMENTS = 10_000;

export const stepThroughItems = block({
  id: "f66a3543-28d3-4ab5-8945-9b336371e2ce",
  name: "StepThroughItemsBlock",
  description: "Hands on the elements of a list or dictionary one by one, each with its index or key.",
  categories: ["LOGIC"],
  pure: true,
  input: () =>
    z.object({
      items: anyList().default([]).describe("A list to step through"),
      items_object: anyDict().default({}).describe("A dictionary to step through"),
      items_str: z.string().default("").describe("The JSON text of a list or dictionary to step through"),
    }),
  output: () =>
    z.object({
      item: anyValue().describe("One element"),
      key: anyValue().describe("Its index in the list, or its key in the dictionary"),
    }),
  *run({ items, items_object, items_str }) {
    const text = items_str.trim() === "" ? [] : parseItems(items_str);
    const elements = [items, items_object, text].flatMap(elementsOf);
    if (elements.length > MAX_ELEMENTS) {
      throw new BlockError(
        `There are ${elements.length} elements; at most ${MAX_ELEMENTS} can be stepped through`,
      );
    }
    for (const [key, item] of elements) {
      yield ["item", item];
      yield ["key", key];
    }
  },
  examples: [
    { input: { items: ["a", "b"] }, yields: { item: ["a", "b"], key: [0, 1] } },
    { input: { items_object: { x: 1, y: null } }, yields: { item: [1, null], key: ["x", "y"] } },
    { input: { items_str: '[{"a": 1}, 2]' }, yields: { item: [{ a: 1 }, 2], key: [0, 1] } },
    { input: { items_str: '{"a": [1]}' }, yields: { item: [[1]], key: ["a"] } },
    { input: { items: "[1, 2]" }, yields: { item: [1, 2], key: [0, 1] } },
    { input: {}, yields: {} },
    {
      input: { items_str: "a, b" },
      yields: { error: ["The text is not the JSON of a list or dictionary"] },
    },
  ],
});

const elementsOf = (items: Json[] | JsonObject): [number | string, Json][] =>
  Array.isArray(items) ? items.map((item, index) => [index, item]) : Object.entries(items);

function parseItems(text: string): Json[] | JsonObject {
  const items = parseOrNull(text);
  if (!Array.isArray(items) && !isDict(items)) {
    throw new BlockError("The text is not the JSON of a list or dictionary");
  }
  if (isTooDeep(items)) throw new BlockError(`The text is nested deeper than ${MAX_DEPTH} levels`);
  return items;
}

function parseOrNull(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
