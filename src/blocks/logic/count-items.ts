import * as z from "zod";
import { BlockError, block } from "../block.ts";
import { isDict } from "../convert.ts";
import { anyValue } from "../pins.ts";
import { countCharacters } from "../text/characters.ts";

export const countItems = block({
  id: "3c9c2f42-b0c3-435f-ba35-05f7a25c772a",
  name: "CountItemsBlock",
  description: "Counts the elements of a list, the keys of a dictionary or the characters of a text.",
  categories: ["LOGIC"],
  pure: true,
  input: () => z.object({ collection: anyValue().describe("A list, a dictionary or a text") }),
  output: () => z.object({ count: z.int().describe("How many there are") }),
  *run({ collection }) {
    if (typeof collection === "string") yield ["count", countCharacters(collection)];
    else if (Array.isArray(collection)) yield ["count", collection.length];
    else if (isDict(collection)) yield ["count", Object.keys(collection).length];
    else throw new BlockError(`A ${typeof collection} has no elements to count`);
  },
  examples: [
    { input: { collection: [1, null, 3] }, yields: { count: [3] } },
    { input: { collection: { a: 1, b: 2 } }, yields: { count: [2] } },
    { input: { collection: "héllo 👋" }, yields: { count: [7] } },
    { input: { collection: 12 }, yields: { error: ["A number has no elements to count"] } },
  ],
});
