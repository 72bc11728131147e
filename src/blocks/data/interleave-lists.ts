import * as z from "zod";
import type { Json } from "#lib/json.ts";
import { block } from "../block.ts";
import { anyList } from "../pins.ts";

export const interleaveLists = block({
  id: "9f616084-1d9f-4f8e-bc00-5b9d2a75cd75",
  name: "InterleaveListsBlock",
  description: "Takes values from several lists in turn until all are used up.",
  categories: ["BASIC"],
  pure: true,
  input: () => z.object({ lists: z.array(anyList()).describe("The lists") }),
  output: () =>
    z.object({
      interleaved_list: anyList().describe("The values in turn"),
      length: z.int().describe("How many there are"),
    }),
  *run({ lists }) {
    const interleaved: Json[] = [];
    let left = lists.filter((list) => list.length > 0);
    for (let place = 0; left.length > 0; place += 1) {
      for (const list of left) interleaved.push(list[place] ?? null);
      left = left.filter((list) => list.length > place + 1);
    }
    yield ["interleaved_list", interleaved];
    yield ["length", interleaved.length];
  },
  examples: [
    {
      input: { lists: [[1, 4, 6], [2, 5], [null]] },
      yields: { interleaved_list: [[1, 2, null, 4, 5, 6]], length: [6] },
    },
    { input: { lists: [] }, yields: { interleaved_list: [[]], length: [0] } },
  ],
});
