import * as z from "zod";
import { BlockError, block } from "../block.ts";
import { anyDict, anyValue } from "../pins.ts";

export const removeFromDictionary = block({
  id: "46afe2ea-c613-43f8-95ff-6692c3ef6876",
  name: "RemoveFromDictionaryBlock",
  description: "Takes an entry out of a dictionary.",
  categories: ["BASIC"],
  pure: true,
  input: () =>
    z.object({
      dictionary: anyDict().describe("The dictionary"),
      key: z.union([z.string(), z.int()]).describe("The key of the entry to take out"),
      return_value: z.boolean().default(false).describe("Whether to hand on the removed value too"),
    }),
  output: () =>
    z.object({
      updated_dictionary: anyDict().describe("The dictionary without the entry"),
      removed_value: anyValue().describe("The value of the removed entry"),
    }),
  *run({ dictionary, key, return_value }) {
    if (!Object.hasOwn(dictionary, key)) throw new BlockError(`The dictionary has no key "${key}"`);
    const { [key]: removed = null, ...rest } = dictionary;
    yield ["updated_dictionary", rest];
    if (return_value) yield ["removed_value", removed];
  },
  examples: [
    { input: { dictionary: { a: 1, b: 2 }, key: "b" }, yields: { updated_dictionary: [{ a: 1 }] } },
    {
      input: { dictionary: { a: 1, "2": null }, key: 2, return_value: true },
      yields: { updated_dictionary: [{ a: 1 }], removed_value: [null] },
    },
    { input: { dictionary: {}, key: "b" }, yields: { error: ['The dictionary has no key "b"'] } },
  ],
});
