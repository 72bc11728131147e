import * as z from "zod";
import { block } from "../block.ts";
import { convert } from "../convert.ts";
import { anyValue } from "../pins.ts";
import { findMatches } from "./pattern.ts";

export const extractTextInformation = block({
  id: "3146e4fe-2cdd-4f29-bd12-0c9d5bb4deb0",
  name: "ExtractTextInformationBlock",
  description: "Takes what a pattern matches out of a text.",
  categories: ["TEXT"],
  pure: true,
  input: () =>
    z.object({
      text: anyValue().describe("The text to search; anything else is taken as its JSON text"),
      pattern: z.string().describe("A regular expression in RE2 syntax"),
      group: z.int().default(0).describe("Which group of the pattern to take; 0 is the whole match"),
      case_sensitive: z.boolean().default(true).describe("Whether case matters"),
      dot_all: z.boolean().default(true).describe("Whether a dot matches a line break too"),
      find_all: z.boolean().default(false).describe("Whether to take every match, not only the first"),
    }),
  output: () =>
    z.object({
      positive: z.string().describe("One match"),
      negative: z.string().describe("The text, when nothing matches"),
      matched_results: z.array(z.string()).describe("All matches that were taken"),
      matched_count: z.int().describe("How many there are"),
    }),
  *run({ text, pattern, group, case_sensitive, dot_all, find_all }) {
    const searched = convert.string(text);
    const options = { caseSensitive: case_sensitive, dotAll: dot_all, group, all: find_all };
    const found = findMatches(pattern, searched, options);
    for (const match of found) yield ["positive", match];
    if (found.length === 0) yield ["negative", searched];
    yield ["matched_results", found];
    yield ["matched_count", found.length];
  },
  examples: [
    {
      input: { text: "Hello, World!", pattern: "(\\w+), (\\w+)", group: 2 },
      yields: { positive: ["World"], matched_results: [["World"]], matched_count: [1] },
    },
    {
      input: { text: "a1 b2", pattern: "[a-z](\\d)", group: 1, find_all: true },
      yields: { positive: ["1", "2"], matched_results: [["1", "2"]], matched_count: [2] },
    },
    {
      input: { text: "Hello", pattern: "\\d+" },
      yields: { negative: ["Hello"], matched_results: [[]], matched_count: [0] },
    },
    { input: { text: "Hello", pattern: "l", group: 3 }, yields: { error: ["The pattern has no group 3"] } },
  ],
});
