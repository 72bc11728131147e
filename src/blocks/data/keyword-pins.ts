import * as z from "zod";
import { anyDict } from "../pins.ts";

/** What is known of a search keyword. */
export const keywordSchema = () =>
  z.looseObject({
    keyword: z.string(),
    search_volume: z.int().nullish(),
    competition: z.number().nullish(),
    cpc: z.number().nullish(),
    keyword_difficulty: z.int().nullish(),
    serp_info: anyDict().nullish(),
    clickstream_data: anyDict().nullish(),
  });

export const keywordOutput = () =>
  z.object({
    keyword: z.string().describe("The keyword"),
    search_volume: z.int().nullable().describe("How often it is searched for in a month"),
    competition: z.number().nullable().describe("How many advertisers want it, from 0 to 1"),
    cpc: z.number().nullable().describe("What a click costs, in US dollars"),
    keyword_difficulty: z.int().nullable().describe("How hard it is to rank with it, from 0 to 100"),
    serp_info: anyDict().nullable().describe("What the page of results shows"),
    clickstream_data: anyDict().nullable().describe("What people clicked on"),
  });

/** Every fact on its own pin; what is not known is null. */
export function* factsOfKeyword(keyword: z.output<ReturnType<typeof keywordSchema>>) {
  yield ["keyword", keyword.keyword] as const;
  yield ["search_volume", keyword.search_volume ?? null] as const;
  yield ["competition", keyword.competition ?? null] as const;
  yield ["cpc", keyword.cpc ?? null] as const;
  yield ["keyword_difficulty", keyword.keyword_difficulty ?? null] as const;
  yield ["serp_info", keyword.serp_info ?? null] as const;
  yield ["clickstream_data", keyword.clickstream_data ?? null] as const;
}

/** A keyword of which not all is known, and what it is taken apart to. */
export const exampleKeyword = {
  given: { keyword: "edge agents", search_volume: 90, cpc: 1.5, serp_info: { results: 7 } },
  yields: {
    keyword: ["edge agents"],
    search_volume: [90],
    competition: [null],
    cpc: [1.5],
    keyword_difficulty: [null],
    serp_info: [{ results: 7 }],
    clickstream_data: [null],
  },
};
