import * as z from "zod";
import { block } from "../block.ts";
import { exampleMe, ownId, twitter, twitterCredentials, twitterExample } from "./api.ts";

export const twitterUnlikeTweet = block({
  id: "1ed5eab8-a630-11ef-8e21-cbbbc80cbb85",
  name: "TwitterUnlikeTweetBlock",
  description: "Takes back that you like a post on X.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      credentials: twitterCredentials("like.write"),
      tweet_id: z.string().describe("Id of the post"),
    }),
  output: () => z.object({ success: z.boolean().describe("Whether it is so now") }),
  async *run({ credentials, tweet_id }, io) {
    const client = twitter(io, credentials);
    const Answer = z.object({ data: z.object({ liked: z.boolean() }) });
    const { data } = await client.ask(
      Answer,
      `/users/${await ownId(client)}/likes/${encodeURIComponent(tweet_id)}`,
      { method: "DELETE" },
    );
    yield ["success", !data.liked];
  },
  examples: [
    {
      input: { credentials: twitterExample, tweet_id: "12" },
      answers: [
        exampleMe,
        {
          method: "DELETE",
          url: "https://api.twitter.com/2/users/7/likes/12",
          body: { data: { liked: false } },
        },
      ],
      yields: { success: [true] },
    },
  ],
});
