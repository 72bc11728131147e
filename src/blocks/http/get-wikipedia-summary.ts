import * as z from "zod";
import { BlockError, block } from "../block.ts";

const Summary = z.looseObject({ extract: z.string(), type: z.string().optional() });

export const getWikipediaSummary = block({
  id: "f5b0f5d0-1862-4d61-94be-3ad0fa772760",
  name: "GetWikipediaSummaryBlock",
  description: "Looks a topic up in the English Wikipedia and yields the beginning of its article.",
  categories: ["SEARCH"],
  pure: false,
  input: () => z.object({ topic: z.string().min(1).max(300).describe("The title of the article") }),
  output: () => z.object({ summary: z.string().describe("What the article begins with") }),
  async *run({ topic }, { fetch }) {
    const title = encodeURIComponent(topic.trim().replaceAll(/\s+/g, "_"));
    const response = await fetch(`https://en.wikipedia.org/api/rest_v1/page/summary/${title}`, {
      // Wikimedia's policy asks every program to name itself.
      headers: { Accept: "application/json", "User-Agent": "Gossamer (agent platform)" },
    });
    if (response.status === 404) throw new BlockError(`Wikipedia has no article "${topic}"`);
    if (!response.ok) {
      const retryable = response.status === 429 || response.status >= 500;
      throw new BlockError(`Wikipedia answered ${response.status}`, { retryable });
    }
    const summary = Summary.safeParse(await response.json().catch(() => null));
    if (!summary.success) throw new BlockError("Wikipedia answered without a summary");
    yield ["summary", summary.data.extract];
  },
  examples: [
    {
      input: { topic: "Ada Lovelace" },
      answers: [
        {
          method: "GET",
          url: "https://en.wikipedia.org/api/rest_v1/page/summary/Ada_Lovelace",
          body: { type: "standard", title: "Ada Lovelace", extract: "Ada Lovelace was a mathematician." },
        },
      ],
      yields: { summary: ["Ada Lovelace was a mathematician."] },
    },
    {
      input: { topic: "AC/DC?" },
      answers: [
        {
          method: "GET",
          url: "https://en.wikipedia.org/api/rest_v1/page/summary/AC%2FDC%3F",
          status: 404,
          body: { title: "Not found." },
        },
      ],
      yields: { error: ['Wikipedia has no article "AC/DC?"'] },
    },
    {
      input: { topic: "x" },
      answers: [{ method: "GET", url: "https://en.wikipedia.org/api/rest_v1/page/summary/x", body: "no" }],
      yields: { error: ["Wikipedia answered without a summary"] },
    },
  ],
});
