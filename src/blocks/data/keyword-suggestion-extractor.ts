import * as z from "zod";
import { block } from "../block.ts";
import { exampleKeyword, factsOfKeyword, keywordOutput, keywordSchema } from "./keyword-pins.ts";

export const keywordSuggestionExtractor = block({
  id: "4193cb94-677c-48b0-9eec-6ac72fffd0f2",
  name: "KeywordSuggestionExtractorBlock",
  description: "Takes a keyword suggestion apart.",
  categories: ["DATA"],
  pure: true,
  input: () => z.object({ suggestion: keywordSchema().describe("What is known of the keyword") }),
  output: keywordOutput,
  *run({ suggestion: keyword }) {
    yield* factsOfKeyword(keyword);
  },
  examples: [
    { input: { suggestion: exampleKeyword.given }, yields: exampleKeyword.yields },
    {
      input: { suggestion: { search_volume: 90 } },
      yields: {
        error: ['Input "suggestion.keyword" does not fit: This is required'],
      },
    },
  ],
});
