import * as z from "zod";
import { BlockError, block } from "../block.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";

export const twitterUpdateList = block({
  id: "7d12630a-a62f-11ef-90c9-8f5a996612c3",
  name: "TwitterUpdateListBlock",
  description: "Changes the name or the description of a list on X.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      credentials: twitterCredentials("list.write"),
      list_id: z.string().describe("Id of the list"),
      name: z.string().default("").describe("Its new name; as it is unless given"),
      description: z.string().default("").describe("Its new description; as it is unless given"),
    }),
  output: () => z.object({ success: z.boolean().describe("Whether it is so now") }),
  async *run({ credentials, list_id, name, description }, io) {
    if (name === "" && description === "") throw new BlockError("Give a name or a description");
    const Answer = z.object({ data: z.object({ updated: z.boolean() }) });
    const path = `/lists/${encodeURIComponent(list_id)}`;
    const body = { ...(name !== "" && { name }), ...(description !== "" && { description }) };
    const { data } = await twitter(io, credentials).ask(Answer, path, { method: "PUT", body });
    yield ["success", data.updated];
  },
  examples: [
    {
      input: { credentials: twitterExample, list_id: "56", name: "Teas" },
      answers: [
        {
          method: "PUT",
          url: "https://api.twitter.com/2/lists/56",
          requestBody: { name: "Teas" },
          body: { data: { updated: true } },
        },
      ],
      yields: { success: [true] },
    },
    {
      input: { credentials: twitterExample, list_id: "56" },
      yields: { error: ["Give a name or a description"] },
    },
  ],
});
