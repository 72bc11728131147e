import * as z from "zod";
import type { Json } from "#lib/json.ts";
import { block } from "../block.ts";
import { advanced, anyList } from "../pins.ts";

export const createList = block({
  id: "a912d5c7-6e00-4542-b2a9-8034136930e4",
  name: "CreateListBlock",
  description: "Makes a list of the given values, in parts if a part may not be longer than a limit.",
  categories: ["DATA"],
  pure: true,
  input: () =>
    z.object({
      values: anyList().describe("The values"),
      max_size: z.int().min(1).optional().meta(advanced("How many values a part may have")),
      max_tokens: z
        .int()
        .min(1)
        .optional()
        .meta(advanced("How many tokens a part may have; a token is taken as four characters")),
    }),
  output: () => z.object({ list: anyList().describe("The list, or one part of it") }),
  *run({ values, max_size, max_tokens }) {
    for (const part of partsOf(values, max_size ?? Infinity, max_tokens ?? Infinity)) yield ["list", part];
  },
  examples: [
    { input: { values: ["a", 1, null] }, yields: { list: [["a", 1, null]] } },
    { input: { values: [] }, yields: { list: [[]] } },
    { input: { values: [1, 2, 3], max_size: 2 }, yields: { list: [[1, 2], [3]] } },
    {
      input: { values: ["aaaaaa", "bbbbbb", "c"], max_tokens: 3 },
      yields: { list: [["aaaaaa"], ["bbbbbb", "c"]] },
    },
  ],
});

const CHARACTERS_PER_TOKEN = 4;

function partsOf(values: Json[], maxSize: number, maxTokens: number): Json[][] {
  const parts: Json[][] = [];
  let part: Json[] = [];
  let tokens = 0;
  for (const value of values) {
    const more = maxTokens === Infinity ? 0 : tokensOf(value);
    if (part.length > 0 && (part.length >= maxSize || tokens + more > maxTokens)) {
      parts.push(part);
      part = [];
      tokens = 0;
    }
    part.push(value);
    tokens += more;
  }
  return [...parts, part];
}

const tokensOf = (value: Json): number =>
  Math.ceil((typeof value === "string" ? value : JSON.stringify(value)).length / CHARACTERS_PER_TOKEN);
