import * as z from "zod";
import { block } from "../block.ts";
import { convert } from "../convert.ts";
import { anyValue } from "../pins.ts";
import { occurs } from "./pattern.ts";

export const matchTextPattern = block({
  id: "3060088f-6ed9-4928-9ba7-9c92823a7ccd",
  name: "MatchTextPatternBlock",
  description: "Hands data on along one of two branches, by whether a pattern occurs in a text.",
  categories: ["TEXT"],
  pure: true,
  input: () =>
    z.object({
      text: anyValue().describe("The text to look in; anything else is taken as its JSON text"),
      match: z.string().describe("The pattern, a regular expression in RE2 syntax"),
      data: anyValue().describe("What to hand on"),
      case_sensitive: z.boolean().default(true).describe("Whether case matters"),
      dot_all: z.boolean().default(true).describe("Whether a dot matches a line break too"),
    }),
  output: () =>
    z.object({
      positive: anyValue().describe("The data, when the pattern occurs"),
      negative: anyValue().describe("The data, when it does not"),
    }),
  *run({ text, match, data, case_sensitive, dot_all }) {
    const found = occurs(match, convert.string(text), { caseSensitive: case_sensitive, dotAll: dot_all });
    yield [found ? "positive" : "negative", data];
  },
  examples: [
    { input: { text: "ABC", match: "ab", data: "X", case_sensitive: false }, yields: { positive: ["X"] } },
    { input: { text: "ABC", match: "ab", data: { a: 1 } }, yields: { negative: [{ a: 1 }] } },
    { input: { text: "a\nb", match: "a.b", data: 1 }, yields: { positive: [1] } },
    { input: { text: "a\nb", match: "a.b", data: 1, dot_all: false }, yields: { negative: [1] } },
    { input: { text: { a: 12 }, match: ":\\d+", data: 1 }, yields: { positive: [1] } },
    {
      input: { text: "a", match: "(", data: 1 },
      yields: { error: ["The pattern is not valid: missing closing )"] },
    },
  ],
});
