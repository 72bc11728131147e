import * as z from "zod";
import { BlockError, block } from "../block.ts";
import { anyDict, anyValue } from "../pins.ts";

export const replaceDictionaryValue = block({
  id: "27e31876-18b6-44f3-ab97-f6226d8b3889",
  name: "ReplaceDictionaryValueBlock",
  description: "Replaces the value of a key that a dictionary has.",
  categories: ["BASIC"],
  pure: true,
  input: () =>
    z.object({
      dictionary: anyDict().describe("The dictionary"),
      key: z.union([z.string(), z.int()]).describe("The key whose value to replace"),
      value: anyValue().describe("The new value"),
    }),
  output: () =>
    z.object({
      updated_dictionary: anyDict().describe("The dictionary with the new value"),
      old_value: anyValue().describe("The value that was replaced"),
    }),
  *run({ dictionary, key, value }) {
    if (!Object.hasOwn(dictionary, key)) throw new BlockError(`The dictionary has no key "${key}"`);
    yield ["updated_dictionary", { ...dictionary, [key]: value }];
    yield ["old_value", dictionary[key] ?? null];
  },
  examples: [
    {
      input: { dictionary: { a: 1, b: 2 }, key: "b", value: 3 },
      yields: { updated_dictionary: [{ a: 1, b: 3 }], old_value: [2] },
    },
    { input: { dictionary: {}, key: "b", value: 1 }, yields: { error: ['The dictionary has no key "b"'] } },
  ],
});
