import * as z from "zod";
import { apiClient } from "../api.ts";
import { block } from "../block.ts";
import { anyList } from "../pins.ts";
import { JINA, jinaCredentials, jinaExample } from "./jina.ts";

export const jinaEmbedding = block({
  id: "7c56b3ab-62e7-43a2-a2dc-4ec4245660b6",
  name: "JinaEmbeddingBlock",
  description: "Gives the vectors of texts, by a model of Jina.",
  categories: ["AI"],
  pure: false,
  input: () =>
    z.object({
      texts: anyList().describe("The texts"),
      credentials: jinaCredentials(),
      model: z.string().default("jina-embeddings-v2-base-en").describe("Which model"),
    }),
  output: () => z.object({ embeddings: z.array(z.array(z.number())).describe("A vector of each text") }),
  async *run({ texts, credentials, model }, io) {
    const Answer = z.object({ data: z.array(z.object({ embedding: z.array(z.number()) })) });
    const { data } = await apiClient(JINA, io, credentials).ask(Answer, "https://api.jina.ai/v1/embeddings", {
      method: "POST",
      body: { input: texts, model },
    });
    yield ["embeddings", data.map(({ embedding }) => embedding)];
  },
  examples: [
    {
      input: { credentials: jinaExample, texts: ["tea"] },
      answers: [
        {
          method: "POST",
          url: "https://api.jina.ai/v1/embeddings",
          requestBody: { input: ["tea"], model: "jina-embeddings-v2-base-en" },
          body: { data: [{ index: 0, embedding: [0.5, -1] }] },
        },
      ],
      yields: { embeddings: [[[0.5, -1]]] },
    },
  ],
});
