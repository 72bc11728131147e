import * as z from "zod";
import { block } from "../block.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";

export const twitterCreateList = block({
  id: "724148ba-a62f-11ef-89ba-5349b813ef5f",
  name: "TwitterCreateListBlock",
  description: "Makes a list on X.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      credentials: twitterCredentials("list.read", "list.write"),
      name: z.string().default("").describe("Its name"),
      description: z.string().default("").describe("What it is about"),
      private: z.boolean().default(false).describe("Whether only you see it"),
    }),
  output: () => z.object({ url: z.string().describe("Its page"), list_id: z.string().describe("Its id") }),
  async *run({ credentials, ...body }, io) {
    const Made = z.object({ data: z.object({ id: z.string() }) });
    const { data } = await twitter(io, credentials).ask(Made, "/lists", { method: "POST", body });
    yield ["url", `https://twitter.com/i/lists/${data.id}`];
    yield ["list_id", data.id];
  },
  examples: [
    {
      input: { credentials: twitterExample, name: "Tea" },
      answers: [
        {
          method: "POST",
          url: "https://api.twitter.com/2/lists",
          requestBody: { name: "Tea", description: "", private: false },
          status: 201,
          body: { data: { id: "56", name: "Tea" } },
        },
      ],
      yields: { url: ["https://twitter.com/i/lists/56"], list_id: ["56"] },
    },
  ],
});
