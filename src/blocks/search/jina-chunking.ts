import * as z from "zod";
import { apiClient } from "../api.ts";
import { block } from "../block.ts";
import { anyList } from "../pins.ts";
import { JINA, jinaCredentials, jinaExample } from "./jina.ts";

export const jinaChunking = block({
  id: "806fb15e-830f-4796-8692-557d300ff43c",
  name: "JinaChunkingBlock",
  description: "Cuts texts into chunks where their meaning lets them be cut, by Jina.",
  categories: ["AI", "TEXT"],
  pure: false,
  input: () =>
    z.object({
      texts: anyList().describe("The texts"),
      credentials: jinaCredentials(),
      max_chunk_length: z.int().min(1).default(1000).describe("Characters of a chunk at most"),
      return_tokens: z.boolean().default(false).describe("Whether to give the tokens too"),
    }),
  output: () =>
    z.object({
      chunks: anyList().describe("The chunks of all texts, in order"),
      tokens: anyList().describe("The tokens of each chunk, if they are wanted"),
    }),
  async *run({ texts, credentials, max_chunk_length, return_tokens }, io) {
    const Segments = z.object({ chunks: z.array(z.string()).default([]), tokens: anyList().default([]) });
    const client = apiClient(JINA, io, credentials);
    const chunks = [];
    const tokens = [];
    for (const text of texts) {
      const content = typeof text === "string" ? text : JSON.stringify(text);
      const body = { content, return_chunks: true, return_tokens, max_chunk_length };
      const found = await client.ask(Segments, "https://segment.jina.ai/", { method: "POST", body });
      chunks.push(...found.chunks);
      tokens.push(...found.tokens);
    }
    yield ["chunks", chunks];
    if (return_tokens) yield ["tokens", tokens];
  },
  examples: [
    {
      input: { texts: ["Tea. Cake."], credentials: jinaExample, max_chunk_length: 5, return_tokens: true },
      answers: [
        {
          method: "POST",
          url: "https://segment.jina.ai/",
          requestBody: {
            content: "Tea. Cake.",
            return_chunks: true,
            return_tokens: true,
            max_chunk_length: 5,
          },
          body: { num_chunks: 2, chunks: ["Tea. ", "Cake."], tokens: [[["Tea", [50]]], [["Cake", [99]]]] },
        },
      ],
      yields: { chunks: [["Tea. ", "Cake."]], tokens: [[[["Tea", [50]]], [["Cake", [99]]]]] },
    },
  ],
});
