import * as z from "zod";
import { block } from "../block.ts";
import { exampleMe, ownId, twitter, twitterCredentials, twitterExample } from "./api.ts";

export const twitterFollowUser = block({
  id: "1aae6a5e-a631-11ef-a090-435900c6d429",
  name: "TwitterFollowUserBlock",
  description: "Follows somebody on X.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      credentials: twitterCredentials("follows.write"),
      target_user_id: z.string().describe("Id of the user"),
    }),
  output: () => z.object({ success: z.boolean().describe("Whether it is so now") }),
  async *run({ credentials, target_user_id }, io) {
    const client = twitter(io, credentials);
    const Answer = z.object({ data: z.object({ following: z.boolean() }) });
    const { data } = await client.ask(Answer, `/users/${await ownId(client)}/following`, {
      method: "POST",
      body: { target_user_id },
    });
    yield ["success", data.following];
  },
  examples: [
    {
      input: { credentials: twitterExample, target_user_id: "34" },
      answers: [
        exampleMe,
        {
          method: "POST",
          url: "https://api.twitter.com/2/users/7/following",
          requestBody: { target_user_id: "34" },
          body: { data: { following: true } },
        },
      ],
      yields: { success: [true] },
    },
  ],
});
