import * as z from "zod";
import { block } from "../block.ts";
import { anyDict } from "../pins.ts";

export const dictionaryIsEmpty = block({
  id: "a3cf3f64-6bb9-4cc6-9900-608a0b3359b0",
  name: "DictionaryIsEmptyBlock",
  description: "Tells whether a dictionary has no entries.",
  categories: ["BASIC"],
  pure: true,
  input: () => z.object({ dictionary: anyDict().describe("The dictionary") }),
  output: () => z.object({ is_empty: z.boolean().describe("Whether it has none") }),
  *run({ dictionary }) {
    yield ["is_empty", Object.keys(dictionary).length === 0];
  },
  examples: [
    { input: { dictionary: {} }, yields: { is_empty: [true] } },
    { input: { dictionary: { a: null } }, yields: { is_empty: [false] } },
  ],
});
