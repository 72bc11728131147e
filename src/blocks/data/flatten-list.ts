import * as z from "zod";
import type { Json } from "#lib/json.ts";
import { block } from "../block.ts";
import { advanced, anyList } from "../pins.ts";

export const flattenList = block({
  id: "cc45bb0f-d035-4756-96a7-fe3e36254b4d",
  name: "FlattenListBlock",
  description: "Takes the values out of lists within a list.",
  categories: ["BASIC"],
  pure: true,
  input: () =>
    z.object({
      nested_list: anyList().describe("The list"),
      max_depth: z.int().default(-1).meta(advanced("How many levels to take away; -1 for all")),
    }),
  output: () =>
    z.object({
      flattened_list: anyList().describe("The values"),
      length: z.int().describe("How many there are"),
      original_depth: z.int().describe("How many levels the list had"),
    }),
  *run({ nested_list, max_depth }) {
    const flat = flattened(nested_list, max_depth < 0 ? Infinity : max_depth);
    yield ["flattened_list", flat];
    yield ["length", flat.length];
    yield ["original_depth", depthOf(nested_list)];
  },
  examples: [
    {
      input: { nested_list: [1, [2, [3, [{ a: [4] }]]]] },
      yields: { flattened_list: [[1, 2, 3, { a: [4] }]], length: [4], original_depth: [4] },
    },
    {
      input: { nested_list: [1, [2, [3]]], max_depth: 1 },
      yields: { flattened_list: [[1, 2, [3]]], length: [3], original_depth: [3] },
    },
    { input: { nested_list: [] }, yields: { flattened_list: [[]], length: [0], original_depth: [1] } },
  ],
});

const flattened = (list: Json[], levels: number): Json[] =>
  levels <= 0 ? list : list.flatMap((item) => (Array.isArray(item) ? flattened(item, levels - 1) : [item]));

const depthOf = (value: Json): number =>
  Array.isArray(value) ? 1 + value.reduce<number>((depth, item) => Math.max(depth, depthOf(item)), 0) : 0;
