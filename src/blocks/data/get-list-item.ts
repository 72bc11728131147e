import * as z from "zod";
import { block } from "../block.ts";
import { anyList, anyValue } from "../pins.ts";
import { itemAt } from "./list-index.ts";

export const getListItem = block({
  id: "262ca24c-1025-43cf-a578-534e23234e97",
  name: "GetListItemBlock",
  description: "Takes one value of a list.",
  categories: ["BASIC"],
  pure: true,
  input: () =>
    z.object({
      list: anyList().describe("The list"),
      index: z.int().describe("Which value: 0 is the first, -1 the last"),
    }),
  output: () => z.object({ item: anyValue().describe("The value") }),
  *run({ list, index }) {
    yield ["item", itemAt(list, index)];
  },
  examples: [
    { input: { list: ["a", "b", null], index: 1 }, yields: { item: ["b"] } },
    { input: { list: ["a", "b"], index: -1 }, yields: { item: ["b"] } },
    {
      input: { list: ["a", "b"], index: 2 },
      yields: { error: ["The list has 2 items; there is none at 2"] },
    },
  ],
});
