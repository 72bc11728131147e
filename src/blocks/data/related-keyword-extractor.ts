import * as z from "zod";
import { block } from "../block.ts";
import { exampleKeyword, factsOfKeyword, keywordOutput, keywordSchema } from "./keyword-pins.ts";

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
    { input: { related_keyword: exampleKeyword.given }, yields: exampleKeyword.yields },
    {
      input: { related_keyword: { search_volume: 90 } },
      yields: {
        error: ['Input "related_keyword.keyword" does not fit: This is required'],
      },
    },
  ],
});
