import * as z from "zod";
import { block } from "../block.ts";
import { advanced, anyList, anyValue } from "../pins.ts";

export const addToList = block({
  id: "aeb08fc1-2fc1-4141-bc8e-f758f183a822",
  name: "AddToListBlock",
  description: "Adds one or several values to a list.",
  categories: ["BASIC"],
  pure: true,
  input: () =>
    z.object({
      list: anyList().default([]).describe("The list to add to"),
      entry: anyValue().optional().describe("The one value to add"),
      entries: anyList().default([]).meta(advanced("Further values to add, before the one")),
      position: z
        .int()
        .optional()
        .describe("Where to add; negative counts from the end, unset adds at the end"),
    }),
  output: () => z.object({ updated_list: anyList().describe("The list with the values") }),
  *run({ list, entry, entries, position = list.length }) {
    const added = entry === undefined ? entries : [...entries, entry];
    yield ["updated_list", [...list.slice(0, position), ...added, ...list.slice(position)]];
  },
  examples: [
    { input: { list: [1, 2], entry: 3 }, yields: { updated_list: [[1, 2, 3]] } },
    { input: { list: [1, 2], entry: 0, position: 0 }, yields: { updated_list: [[0, 1, 2]] } },
    { input: { list: [1, 2], entry: "x", position: -1 }, yields: { updated_list: [[1, "x", 2]] } },
    { input: { list: [1], entry: 4, entries: [2, 3] }, yields: { updated_list: [[1, 2, 3, 4]] } },
    { input: { entry: "a" }, yields: { updated_list: [["a"]] } },
  ],
});
