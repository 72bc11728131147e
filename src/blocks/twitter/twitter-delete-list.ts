import * as z from "zod";
import { block } from "../block.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";

export const twitterDeleteList = block({
  id: "843c6892-a62f-11ef-a5c8-b71239a78d3b",
  name: "TwitterDeleteListBlock",
  description: "Deletes a list of yours on X.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      credentials: twitterCredentials("list.write"),
      list_id: z.string().describe("Id of the list"),
    }),
  output: () => z.object({ success: z.boolean().describe("Whether it is deleted") }),
  async *run({ credentials, list_id }, io) {
    const Answer = z.object({ data: z.object({ deleted: z.boolean() }) });
    const path = `/lists/${encodeURIComponent(list_id)}`;
    const { data } = await twitter(io, credentials).ask(Answer, path, { method: "DELETE" });
    yield ["success", data.deleted];
  },
  examples: [
    {
      input: { credentials: twitterExample, list_id: "56" },
      answers: [
        { method: "DELETE", url: "https://api.twitter.com/2/lists/56", body: { data: { deleted: true } } },
      ],
      yields: { success: [true] },
    },
  ],
});
