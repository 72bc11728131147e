import * as z from "zod";
import { indexOfJson } from "#lib/equal.ts";
import { block } from "../block.ts";
import { anyList, anyValue } from "../pins.ts";

export const findInList = block({
  id: "5e2c6d0a-1e37-489f-b1d0-8e1812b23333",
  name: "FindInListBlock",
  description: "Looks for a value in a list.",
  categories: ["BASIC"],
  pure: true,
  input: () =>
    z.object({ list: anyList().describe("The list"), value: anyValue().describe("The value to look for") }),
  output: () =>
    z.object({
      index: z.int().describe("Where it is first"),
      found: z.boolean().describe("Whether it is in the list"),
      not_found_value: anyValue().describe("The value, when it is not"),
    }),
  *run({ list, value }) {
    const index = indexOfJson(list, value);
    if (index >= 0) yield ["index", index];
    yield ["found", index >= 0];
    if (index < 0) yield ["not_found_value", value];
  },
  examples: [
    { input: { list: [1, 2, 2], value: 2 }, yields: { index: [1], found: [true] } },
    { input: { list: [{ a: 1, b: 2 }], value: { b: 2, a: 1 } }, yields: { index: [0], found: [true] } },
    { input: { list: [1, 2], value: "2" }, yields: { found: [false], not_found_value: ["2"] } },
  ],
});
