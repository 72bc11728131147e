import * as z from "zod";
import type { Json } from "#lib/json.ts";
import { BlockError, block } from "../block.ts";
import { advanced, anyList, anyValue } from "../pins.ts";

export const zipLists = block({
  id: "0d0e684f-5cb9-4c4b-b8d1-47a0860e0c07",
  name: "ZipListsBlock",
  description: "Groups the values of several lists by their place.",
  categories: ["BASIC"],
  pure: true,
  input: () =>
    z.object({
      lists: z.array(anyList()).describe("The lists"),
      pad_to_longest: z
        .boolean()
        .default(false)
        .meta(advanced("Whether shorter lists are filled up, instead of longer ones cut")),
      fill_value: anyValue().optional().meta(advanced("What to fill them up with; null if unset")),
    }),
  output: () =>
    z.object({
      zipped_list: z.array(anyList()).describe("The groups"),
      length: z.int().describe("How many there are"),
    }),
  *run({ lists, pad_to_longest, fill_value = null }) {
    const lengths = lists.map((list) => list.length);
    const length = lists.length === 0 ? 0 : lengths.reduce(pad_to_longest ? larger : smaller);
    if (length * lists.length > MAX_VALUES)
      throw new BlockError(`The groups would have more than ${MAX_VALUES} values`);
    const valueAt = (list: Json[], place: number) =>
      place < list.length ? (list[place] ?? null) : fill_value;
    const zipped = Array.from({ length }, (_, place) => lists.map((list) => valueAt(list, place)));
    yield ["zipped_list", zipped];
    yield ["length", zipped.length];
  },
  examples: [
    {
      input: {
        lists: [
          [1, 2, 3],
          ["a", "b"],
        ],
      },
      yields: {
        zipped_list: [
          [
            [1, "a"],
            [2, "b"],
          ],
        ],
        length: [2],
      },
    },
    {
      input: { lists: [[1, 2], ["a"]], pad_to_longest: true, fill_value: 0 },
      yields: {
        zipped_list: [
          [
            [1, "a"],
            [2, 0],
          ],
        ],
        length: [2],
      },
    },
    { input: { lists: [] }, yields: { zipped_list: [[]], length: [0] } },
  ],
});

const MAX_VALUES = 1_000_000;

const larger = (a: number, b: number): number => Math.max(a, b);
const smaller = (a: number, b: number): number => Math.min(a, b);
