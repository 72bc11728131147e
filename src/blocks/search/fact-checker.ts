import * as z from "zod";
import { apiClient } from "../api.ts";
import { block } from "../block.ts";
import { JINA, jinaCredentials, jinaExample } from "./jina.ts";

const Reference = () => z.object({ url: z.string(), keyQuote: z.string(), isSupportive: z.boolean() });

export const factChecker = block({
  id: "d38b6c5e-9968-4271-8423-6cfe60d6e7e6",
  name: "FactCheckerBlock",
  description: "Tells how far a statement is borne out by what is on the web.",
  categories: ["SEARCH"],
  pure: false,
  input: () => z.object({ statement: z.string().describe("The statement"), credentials: jinaCredentials() }),
  output: () =>
    z.object({
      factuality: z.number().describe("How far it is, from 0 to 1"),
      result: z.boolean().describe("Whether it holds"),
      reason: z.string().describe("Why"),
      references: z.array(Reference()).describe("Pages that say so, or otherwise"),
    }),
  async *run({ statement, credentials }, io) {
    const Answer = z.object({
      data: z.object({
        factuality: z.number(),
        result: z.boolean(),
        reason: z.string(),
        references: z.array(Reference()).default([]),
      }),
    });
    const { data } = await apiClient(JINA, io, credentials).ask(
      Answer,
      `https://g.jina.ai/${encodeURIComponent(statement)}`,
      { headers: { accept: "application/json" } },
    );
    yield ["factuality", data.factuality];
    yield ["result", data.result];
    yield ["reason", data.reason];
    yield ["references", data.references];
  },
  examples: [
    {
      input: { credentials: jinaExample, statement: "Tea is hot" },
      answers: [
        {
          method: "GET",
          url: "https://g.jina.ai/Tea%20is%20hot",
          body: { code: 200, data: { factuality: 0.9, result: true, reason: "Mostly", references: [] } },
        },
      ],
      yields: { factuality: [0.9], result: [true], reason: ["Mostly"], references: [[]] },
    },
  ],
});
