import * as z from "zod";
import { block } from "../block.ts";
import { anyDict } from "../pins.ts";
import { askExa, exaCredentials, exaExample } from "./api.ts";

export const exaAnswer = block({
  id: "b79ca4cc-9d5e-47d1-9d4f-e3a2d7f28df5",
  name: "ExaAnswerBlock",
  description: "Answers a question from what is on the web, and names its sources.",
  categories: ["SEARCH", "AI"],
  pure: false,
  input: () =>
    z.object({
      credentials: exaCredentials(),
      query: z.string().describe("The question"),
      text: z.boolean().default(true).describe("Whether to tell the texts of the sources"),
    }),
  output: () =>
    z.object({
      answer: z.string().describe("The answer"),
      citations: z.array(anyDict()).describe("The sources"),
      citation: anyDict().describe("A source"),
    }),
  async *run({ credentials, query, text }, io) {
    const Answer = z.object({ answer: z.string(), citations: z.array(anyDict()).default([]) });
    const { answer, citations } = await askExa(io, credentials, Answer, { query, text });
    yield ["answer", answer];
    yield ["citations", citations];
    for (const citation of citations) yield ["citation", citation];
  },
  examples: [
    {
      input: { credentials: exaExample, query: "Is tea warm?" },
      answers: [
        {
          method: "POST",
          url: "https://api.exa.ai/answer",
          requestBody: { query: "Is tea warm?", text: true },
          body: { answer: "Yes", citations: [{ url: "https://tea.example", title: "Tea" }] },
        },
      ],
      yields: {
        answer: ["Yes"],
        citations: [[{ url: "https://tea.example", title: "Tea" }]],
        citation: [{ url: "https://tea.example", title: "Tea" }],
      },
    },
  ],
});
