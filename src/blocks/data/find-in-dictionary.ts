import * as z from "zod";
import type { Json } from "#lib/json.ts";
import { block } from "../block.ts";
import { convert, isDict } from "../convert.ts";
import { anyValue } from "../pins.ts";

export const findInDictionary = block({
  id: "0e50422c-6dee-4145-83d6-3a5a392f65de",
  name: "FindInDictionaryBlock",
  description:
    "Looks a key up in a dictionary, an index up in a list, or a key up in each dictionary of a list.",
  categories: ["BASIC"],
  pure: true,
  input: () =>
    z.object({
      input: anyValue().describe("A dictionary, a list, or the JSON text of one"),
      key: z.union([z.string(), z.int()]).describe("The key or index to look up"),
    }),
  output: () =>
    z.object({
      output: anyValue().describe("What was found"),
      missing: anyValue().describe("The input, when nothing was found"),
    }),
  *run({ input, key }) {
    const found = lookUp(typeof input === "string" ? parsed(input) : input, key);
    yield found === undefined ? ["missing", input] : ["output", found];
  },
  examples: [
    { input: { input: { a: 1, b: 2 }, key: "b" }, yields: { output: [2] } },
    { input: { input: { "1": "one" }, key: 1 }, yields: { output: ["one"] } },
    { input: { input: { a: null }, key: "a" }, yields: { output: [null] } },
    { input: { input: { a: 1 }, key: "toString" }, yields: { missing: [{ a: 1 }] } },
    { input: { input: ["x", "y"], key: 1 }, yields: { output: ["y"] } },
    { input: { input: ["x", "y"], key: "0" }, yields: { output: ["x"] } },
    { input: { input: [{ a: 1 }, { b: 2 }, { a: 3 }], key: "a" }, yields: { output: [[1, 3]] } },
    { input: { input: '{"a": [1]}', key: "a" }, yields: { output: [[1]] } },
    { input: { input: [], key: 0 }, yields: { missing: [[]] } },
    { input: { input: 5, key: "a" }, yields: { missing: [5] } },
  ],
});

function lookUp(input: Json, key: string | number): Json | undefined {
  if (isDict(input)) return Object.hasOwn(input, key) ? input[key] : undefined;
  if (!Array.isArray(input)) return undefined;
  if (/^\d+$/.test(String(key))) return input[Number(key)];
  const values = input.flatMap((item) =>
    isDict(item) && Object.hasOwn(item, key) ? [item[key] ?? null] : [],
  );
  return values.length > 0 ? values : undefined;
}

function parsed(text: string): Json {
  const start = text.trimStart().charAt(0);
  const dict = start === "{" ? convert.object(text) : undefined;
  return dict ?? (start === "[" ? convert.array(text) : text);
}
