import * as z from "zod";
import { canonicalJson, distinct } from "#lib/equal.ts";
import { block } from "../block.ts";
import { anyList } from "../pins.ts";

export const listIntersection = block({
  id: "b6eb08b6-dbe3-411b-b9b4-2508cb311a1f",
  name: "ListIntersectionBlock",
  description: "Keeps the values of a list that are in another too, each once.",
  categories: ["BASIC"],
  pure: true,
  input: () =>
    z.object({
      list_a: anyList().describe("The first list; its order is kept"),
      list_b: anyList().describe("The second list"),
    }),
  output: () =>
    z.object({
      intersection: anyList().describe("The values that are in both"),
      length: z.int().describe("How many there are"),
    }),
  *run({ list_a, list_b }) {
    const keys = new Set(list_b.map(canonicalJson));
    const intersection = distinct(list_a.filter((value) => keys.has(canonicalJson(value))));
    yield ["intersection", intersection];
    yield ["length", intersection.length];
  },
  examples: [
    {
      input: { list_a: [3, 1, { a: 1 }, 3], list_b: [{ a: 1 }, 3, 5] },
      yields: { intersection: [[3, { a: 1 }]], length: [2] },
    },
  ],
});
