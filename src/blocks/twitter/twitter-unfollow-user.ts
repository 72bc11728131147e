import * as z from "zod";
import { block } from "../block.ts";
import { exampleMe, ownId, twitter, twitterCredentials, twitterExample } from "./api.ts";

export const twitterUnfollowUser = block({
  id: "37e386a4-a631-11ef-b7bd-b78204b35fa4",
  name: "TwitterUnfollowUserBlock",
  description: "Follows somebody on X no longer.",
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
    const { data } = await client.ask(
      Answer,
      `/users/${await ownId(client)}/following/${encodeURIComponent(target_user_id)}`,
      { method: "DELETE" },
    );
    yield ["success", !data.following];
  },
  examples: [
    {
      input: { credentials: twitterExample, target_user_id: "34" },
      answers: [
        exampleMe,
        {
          method: "DELETE",
          url: "https://api.twitter.com/2/users/7/following/34",
          body: { data: { following: false } },
        },
      ],
      yields: { success: [true] },
    },
  ],
});
