import * as z from "zod";
import { block } from "../block.ts";
import { exampleMe, ownId, twitter, twitterCredentials, twitterExample } from "./api.ts";

export const twitterFollowList = block({
  id: "03d8acf6-a62f-11ef-b17f-b72b04a09e79",
  name: "TwitterFollowListBlock",
  description: "Follows a list on X.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      credentials: twitterCredentials("list.write"),
      list_id: z.string().describe("Id of the list"),
    }),
  output: () => z.object({ success: z.boolean().describe("Whether it is so now") }),
  async *run({ credentials, list_id }, io) {
    const client = twitter(io, credentials);
    const Answer = z.object({ data: z.object({ following: z.boolean() }) });
    const { data } = await client.ask(Answer, `/users/${await ownId(client)}/followed_lists`, {
      method: "POST",
      body: { list_id },
    });
    yield ["success", data.following];
  },
  examples: [
    {
      input: { credentials: twitterExample, list_id: "56" },
      answers: [
        exampleMe,
        {
          method: "POST",
          url: "https://api.twitter.com/2/users/7/followed_lists",
          requestBody: { list_id: "56" },
          body: { data: { following: true } },
        },
      ],
      yields: { success: [true] },
    },
  ],
});
