import * as z from "zod";
import { distinct } from "#lib/equal.ts";
import { block } from "../block.ts";
import { advanced, anyList } from "../pins.ts";

export const concatenateLists = block({
  id: "3cf9298b-5817-4141-9d80-7c2cc5199c8e",
  name: "ConcatenateListsBlock",
  description: "Puts lists together, one after the other.",
  categories: ["BASIC"],
  pure: true,
  input: () =>
    z.object({
      lists: z.array(anyList()).describe("The lists"),
      deduplicate: z
        .boolean()
        .default(false)
        .meta(advanced("Whether to keep only the first of equal values")),
      remove_none: z.boolean().default(false).meta(advanced("Whether to leave nulls out")),
    }),
  output: () =>
    z.object({
      concatenated_list: anyList().describe("All values"),
      length: z.int().describe("How many there are"),
    }),
  *run({ lists, deduplicate, remove_none }) {
    const all = lists.flat().filter((value) => !(remove_none && value === null));
    const kept = deduplicate ? distinct(all) : all;
    yield ["concatenated_list", kept];
    yield ["length", kept.length];
  },
  examples: [
    { input: { lists: [[1, 2], [], [[3]]] }, yields: { concatenated_list: [[1, 2, [3]]], length: [3] } },
    {
      input: {
        lists: [
          [1, null, { a: 1 }],
          [{ a: 1 }, 1],
        ],
        deduplicate: true,
        remove_none: true,
      },
      yields: { concatenated_list: [[1, { a: 1 }]], length: [2] },
    },
  ],
});
