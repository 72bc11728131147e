import * as z from "zod";
import { apiClient } from "../api.ts";
import { block } from "../block.ts";
import { JINA, jinaCredentials, jinaExample } from "./jina.ts";

export const searchTheWeb = block({
  id: "87840993-2053-44b7-8da4-187ad4ee518c",
  name: "SearchTheWebBlock",
  description: "Searches the web and gives what the best pages say.",
  categories: ["SEARCH"],
  pure: false,
  input: () => z.object({ credentials: jinaCredentials(), query: z.string().describe("What to look for") }),
  output: () => z.object({ results: z.string().describe("The pages as text") }),
  async *run({ credentials, query }, io) {
    const url = `https://s.jina.ai/?${new URLSearchParams({ q: query })}`;
    yield ["results", await (await apiClient(JINA, io, credentials).send(url)).text()];
  },
  examples: [
    {
      input: { credentials: jinaExample, query: "tea & cake" },
      answers: [{ method: "GET", url: "https://s.jina.ai/?q=tea+%26+cake", body: "[1] Title: Tea" }],
      yields: { results: ["[1] Title: Tea"] },
    },
  ],
});
