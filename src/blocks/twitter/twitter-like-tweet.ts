import * as z from "zod";
import { block } from "../block.ts";
import { exampleMe, ownId, twitter, twitterCredentials, twitterExample } from "./api.ts";

export const twitterLikeTweet = block({
  id: "4d0b4c5c-a630-11ef-8e08-1b14c507b347",
  name: "TwitterLikeTweetBlock",
  description: "Likes a post on X.",
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
    const { data } = await client.ask(Answer, `/users/${await ownId(client)}/likes`, {
      method: "POST",
      body: { tweet_id },
    });
    yield ["success", data.liked];
  },
  examples: [
    {
      input: { credentials: twitterExample, tweet_id: "12" },
      answers: [
        exampleMe,
        {
          method: "POST",
          url: "https://api.twitter.com/2/users/7/likes",
          requestBody: { tweet_id: "12" },
          body: { data: { liked: true } },
        },
      ],
      yields: { success: [true] },
    },
  ],
});
