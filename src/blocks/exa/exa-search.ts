import * as z from "zod";
import { block } from "../block.ts";
import { advanced } from "../pins.ts";
import {
  countPin,
  exaCredentials,
  exaExample,
  exaPages,
  filterPins,
  filtersIn,
  pagePins,
  pagesOf,
} from "./api.ts";

const TYPES = ["keyword", "neural", "fast", "auto"] as const;

const CATEGORIES = [
  "company",
  "research paper",
  "news",
  "pdf",
  "github",
  "tweet",
  "personal site",
  "linkedin profile",
  "financial report",
] as const;

export const exaSearch = block({
  id: "996cec64-ac40-4dde-982f-b0dc60a5824d",
  name: "ExaSearchBlock",
  description: "Searches the web by meaning, and reads the pages it finds.",
  categories: ["SEARCH"],
  pure: false,
  input: () =>
    z.object({
      credentials: exaCredentials(),
      query: z.string().describe("What to look for"),
      type: z.enum(TYPES).default("auto").meta(advanced("How to search")),
      category: z.enum(CATEGORIES).nullable().optional().meta(advanced("Only pages of this kind")),
      user_location: z
        .string()
        .nullable()
        .optional()
        .meta(advanced("The country of who asks, in two letters")),
      number_of_results: countPin(),
      include_domains: z.array(z.string()).default([]).describe("Only pages of these websites"),
      ...filterPins(),
    }),
  output: () =>
    z.object({
      ...pagePins(),
      search_type: z.string().describe("How it was to be searched"),
      resolved_search_type: z.string().describe("How it was searched"),
    }),
  async *run({ credentials, query, type, category = null, user_location = null, ...filters }, io) {
    const body = { query, type, category, userLocation: user_location, ...filtersIn(filters) };
    const found = await exaPages(io, credentials, "/search", body);
    yield* pagesOf(found);
    yield ["search_type", type];
    yield ["resolved_search_type", found.resolvedSearchType ?? type];
  },
  examples: [
    {
      input: {
        credentials: exaExample,
        query: "green tea",
        include_domains: ["tea.example"],
        category: "news",
      },
      answers: [
        {
          method: "POST",
          url: "https://api.exa.ai/search",
          requestBody: {
            query: "green tea",
            type: "auto",
            category: "news",
            numResults: 10,
            includeDomains: ["tea.example"],
            contents: { text: true },
          },
          body: {
            requestId: "r1",
            resolvedSearchType: "neural",
            results: [{ id: "https://tea.example", url: "https://tea.example", title: "Tea", text: "Warm" }],
            costDollars: { total: 0.006 },
          },
        },
      ],
      yields: {
        results: [[{ id: "https://tea.example", url: "https://tea.example", title: "Tea", text: "Warm" }]],
        result: [{ id: "https://tea.example", url: "https://tea.example", title: "Tea", text: "Warm" }],
        cost_dollars: [{ total: 0.006 }],
        search_type: ["auto"],
        resolved_search_type: ["neural"],
      },
    },
  ],
});
