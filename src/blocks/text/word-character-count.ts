import * as z from "zod";
import { block } from "../block.ts";
import { countCharacters } from "./characters.ts";

export const wordCharacterCount = block({
  id: "ab2a782d-22cf-4587-8a70-55b59b3f9f90",
  name: "WordCharacterCountBlock",
  description: "Counts the words and the characters of a text.",
  categories: ["TEXT"],
  pure: true,
  input: () => z.object({ text: z.string().describe("The text to count in") }),
  output: () =>
    z.object({
      word_count: z.int().describe("How many words there are between white space"),
      character_count: z.int().describe("How many characters there are, white space included"),
    }),
  *run({ text }) {
    yield ["word_count", text.match(/\S+/g)?.length ?? 0];
    yield ["character_count", countCharacters(text)];
  },
  examples: [
    { input: { text: "Hello,  how are\nyou? 👋" }, yields: { word_count: [5], character_count: [22] } },
    { input: { text: "" }, yields: { word_count: [0], character_count: [0] } },
  ],
});
