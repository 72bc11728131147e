import * as z from "zod";
import type { Json } from "#lib/json.ts";
import { BlockError, block } from "../block.ts";
import { convert, isTooDeep, MAX_DEPTH } from "../convert.ts";
import { anyValue } from "../pins.ts";

const to: Record<(typeof types)[number], (value: Json) => Json> = {
  string: convert.string,
  number: convert.number,
  boolean: convert.boolean,
  list: convert.array,
  dictionary: convert.object,
};

const types = ["string", "number", "boolean", "list", "dictionary"] as const;

export const universalTypeConverter = block({
  id: "95d1b990-ce13-4d88-9737-ba5c2070c97b",
  name: "UniversalTypeConverterBlock",
  description: "Turns a value into text, a number, a boolean, a list or a dictionary.",
  categories: ["BASIC"],
  pure: true,
  input: () =>
    z.object({
      value: anyValue().describe("The value to convert"),
      type: z.enum(types).describe("What to convert it to"),
    }),
  output: () => z.object({ value: anyValue().describe("The converted value") }),
  *run({ value, type }) {
    const converted = to[type](value);
    if (isTooDeep(converted)) throw new BlockError(`The value is nested deeper than ${MAX_DEPTH} levels`);
    yield ["value", converted];
  },
  examples: [
    { input: { value: { a: 1 }, type: "string" }, yields: { value: ['{"a":1}'] } },
    { input: { value: " 12.5 ", type: "number" }, yields: { value: [12.5] } },
    { input: { value: "many", type: "number" }, yields: { value: [0] } },
    { input: { value: "TRUE", type: "boolean" }, yields: { value: [true] } },
    { input: { value: { a: 1 }, type: "list" }, yields: { value: [[["a", 1]]] } },
    { input: { value: "[1, 2]", type: "list" }, yields: { value: [[1, 2]] } },
    { input: { value: ["a", "b"], type: "dictionary" }, yields: { value: [{ "0": "a", "1": "b" }] } },
    { input: { value: 5, type: "dictionary" }, yields: { value: [{ value: 5 }] } },
    {
      input: { value: 5, type: "tuple" },
      yields: {
        error: [
          'Input "type" does not fit: This must be one of "string", "number", "boolean", "list", "dictionary"',
        ],
      },
    },
  ],
});
