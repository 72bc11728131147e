import * as z from "zod";
import { block } from "../block.ts";
import { factsOfKeyword, keywordOutput, keywordSchema } from "./keyword-pins.ts";

export const relatedKeywordExtractor = block({
  id: "98342061-09d2-4952-bf77-0761fc8cc9a8",
  name: "RelatedKeywordExtractorBlock",
  description: "Takes a related keyword apart.",
  categories: ["DATA"],
  pure: true,
  input: () => z.object({ related_keyword: keywordSchema().describe("What is known of the keyword") }),
  output: keywordOutput,
  *run({ related_keyword: keyword }) {
    yield* factsOfKeyword(keyword);
  },
  examples: [
    {
      input: {
        related_keyword: { keyword: "edge agents", search_volume: 90, cpc: 1.5, serp_info: { results: 7 } },
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
      input: { related_keyword: { search_volume: 90 } },
      yields: {
        error: [
          'Input "related_keyword.keyword" does not fit: Invalid input: expected string, received undefined',
        ],
      },
    },
  ],
});
