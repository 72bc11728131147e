import * as z from "zod";
import { block } from "../block.ts";
import { anyList, anyValue } from "../pins.ts";
import { itemAt, placeOf } from "./list-index.ts";

export const replaceListItem = block({
  id: "fbf62922-bea1-4a3d-8bac-23587f810b38",
  name: "ReplaceListItemBlock",
  description: "Replaces one value of a list.",
  categories: ["BASIC"],
  pure: true,
  input: () =>
    z.object({
      list: anyList().describe("The list"),
      index: z.int().describe("Which value: 0 is the first, -1 the last"),
      value: anyValue().describe("The new value"),
    }),
  output: () =>
    z.object({
      updated_list: anyList().describe("The list with the new value"),
      old_item: anyValue().describe("The value that was replaced"),
    }),
  *run({ list, index, value }) {
    yield ["updated_list", list.with(placeOf(list, index), value)];
    yield ["old_item", itemAt(list, index)];
  },
  examples: [
    {
      input: { list: ["a", "b"], index: -1, value: 5 },
      yields: { updated_list: [["a", 5]], old_item: ["b"] },
    },
    {
      input: { list: [], index: 0, value: 1 },
      yields: { error: ["The list has 0 items; there is none at 0"] },
    },
  ],
});
