import * as z from "zod";
import { block } from "../block.ts";
import { anyList } from "../pins.ts";

export const listIsEmpty = block({
  id: "896ed73b-27d0-41be-813c-c1c1dc856c03",
  name: "ListIsEmptyBlock",
  description: "Tells whether a list has no values.",
  categories: ["BASIC"],
  pure: true,
  input: () => z.object({ list: anyList().describe("The list") }),
  output: () => z.object({ is_empty: z.boolean().describe("Whether it has none") }),
  *run({ list }) {
    yield ["is_empty", list.length === 0];
  },
  examples: [
    { input: { list: [] }, yields: { is_empty: [true] } },
    { input: { list: [null] }, yields: { is_empty: [false] } },
  ],
});
