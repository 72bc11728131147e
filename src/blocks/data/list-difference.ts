import * as z from "zod";
import { canonicalJson } from "#lib/equal.ts";
import type { Json } from "#lib/json.ts";
import { block } from "../block.ts";
import { advanced, anyList } from "../pins.ts";

export const listDifference = block({
  id: "05309873-9d61-447e-96b5-b804e2511829",
  name: "ListDifferenceBlock",
  description: "Leaves the values of a list out that are in another.",
  categories: ["BASIC"],
  pure: true,
  input: () =>
    z.object({
      list_a: anyList().describe("The list to take from"),
      list_b: anyList().describe("The values to leave out"),
      symmetric: z
        .boolean()
        .default(false)
        .meta(advanced("Whether to add the values of the second list that are not in the first")),
    }),
  output: () =>
    z.object({
      difference: anyList().describe("The values that are left"),
      length: z.int().describe("How many there are"),
    }),
  *run({ list_a, list_b, symmetric }) {
    const left = without(list_a, list_b);
    const difference = symmetric ? [...left, ...without(list_b, list_a)] : left;
    yield ["difference", difference];
    yield ["length", difference.length];
  },
  examples: [
    {
      input: { list_a: [1, 2, { a: 1 }, 2], list_b: [{ a: 1 }, 3] },
      yields: { difference: [[1, 2, 2]], length: [3] },
    },
    {
      input: { list_a: [1, 2], list_b: [2, 3], symmetric: true },
      yields: { difference: [[1, 3]], length: [2] },
    },
  ],
});

function without(list: Json[], excluded: Json[]): Json[] {
  const keys = new Set(excluded.map(canonicalJson));
  return list.filter((value) => !keys.has(canonicalJson(value)));
}
