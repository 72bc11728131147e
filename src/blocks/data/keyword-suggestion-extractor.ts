import * as z from "zod";
import { block } from "../block.ts";
import { factsOfKeyword, keywordOutput, keywordSchema } from "./keyword-pins.ts";

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
    {
      input: {
        suggestion: { keyword: "edge agents", search_volume: 90, cpc: 1.5, serp_info: { results: 7 } },
      },
      yields: {
        keyword: ["edge agents"],
        search_volume: [90],
        competition: [null],
        cpc: [1.5],
        keyword_difficulty: [null],
        serp_info: [{ results: 7 }],
        clickstream_data: [null],
      },
    },
    {
      input: { suggestion: { search_volume: 90 } },
      yields: {
        error: [
          'Input "suggestion.keyword" does not fit: Invalid input: expected string, received undefined',
        ],
      },
    },
  ],
});
