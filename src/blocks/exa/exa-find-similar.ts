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

export const exaFindSimilar = block({
  id: "5e7315d1-af61-4a0c-9350-7c868fa7438a",
  name: "ExaFindSimilarBlock",
  description: "Finds pages of the web that are like another one.",
  categories: ["SEARCH"],
  pure: false,
  input: () =>
    z.object({
      credentials: exaCredentials(),
      url: z.string().describe("The page to compare with"),
      number_of_results: countPin(),
      include_domains: z.array(z.string()).default([]).meta(advanced("Only pages of these websites")),
      ...filterPins(),
    }),
  output: () => z.object({ ...pagePins(), request_id: z.string().describe("What Exa calls the request") }),
  async *run({ credentials, url, ...filters }, io) {
    const found = await exaPages(io, credentials, "/findSimilar", { url, ...filtersIn(filters) });
    yield* pagesOf(found);
    yield ["request_id", found.requestId ?? ""];
  },
  examples: [
    {
      input: { credentials: exaExample, url: "https://tea.example", contents: { highlights: true } },
      answers: [
        {
          method: "POST",
          url: "https://api.exa.ai/findSimilar",
          requestBody: { url: "https://tea.example", numResults: 10, contents: { highlights: true } },
          body: { requestId: "r1", results: [], context: "" },
        },
      ],
      yields: { results: [[]], context: [""], request_id: ["r1"] },
    },
  ],
});
