import * as z from "zod";
import { block } from "../block.ts";
import { anyList } from "../pins.ts";

export const reverseListOrder = block({
  id: "422cb708-3109-4277-bfe3-bc2ae5812777",
  name: "ReverseListOrderBlock",
  description: "Turns the order of a list around.",
  categories: ["BASIC"],
  pure: true,
  input: () => z.object({ input_list: anyList().describe("The list") }),
  output: () => z.object({ reversed_list: anyList().describe("The list from its end") }),
  *run({ input_list }) {
    yield ["reversed_list", input_list.toReversed()];
  },
  examples: [{ input: { input_list: [1, "b", null] }, yields: { reversed_list: [[null, "b", 1]] } }],
});
