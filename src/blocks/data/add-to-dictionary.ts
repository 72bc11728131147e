import * as z from "zod";
import { block } from "../block.ts";
import { advanced, anyDict, anyValue } from "../pins.ts";

export const addToDictionary = block({
  id: "31d1064e-7446-4693-a7d4-65e5ca1180d1",
  name: "AddToDictionaryBlock",
  description: "Adds one or several entries to a dictionary.",
  categories: ["BASIC"],
  pure: true,
  input: () =>
    z.object({
      dictionary: anyDict().default({}).describe("The dictionary to add to"),
      key: z.string().default("").describe("The key of the one entry to add"),
      value: anyValue().optional().describe("Its value"),
      entries: anyDict().default({}).meta(advanced("Further entries to add")),
    }),
  output: () => z.object({ updated_dictionary: anyDict().describe("The dictionary with the entries") }),
  *run({ dictionary, key, value, entries }) {
    const entry = key !== "" && value !== undefined ? { [key]: value } : {};
    yield ["updated_dictionary", { ...dictionary, ...entry, ...entries }];
  },
  examples: [
    {
      input: { dictionary: { a: 1 }, key: "b", value: 2 },
      yields: { updated_dictionary: [{ a: 1, b: 2 }] },
    },
    {
      input: { dictionary: { a: 1 }, entries: { a: 3, c: null } },
      yields: { updated_dictionary: [{ a: 3, c: null }] },
    },
    { input: { key: "a", value: false }, yields: { updated_dictionary: [{ a: false }] } },
  ],
});
