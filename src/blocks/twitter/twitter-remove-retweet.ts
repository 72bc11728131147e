import * as z from "zod";
import { block } from "../block.ts";
import { exampleMe, ownId, twitter, twitterCredentials, twitterExample } from "./api.ts";

export const twitterRemoveRetweet = block({
  id: "b6e663f0-a630-11ef-a7f0-8b9b0c542ff8",
  name: "TwitterRemoveRetweetBlock",
  description: "Takes back a repost on X.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      credentials: twitterCredentials("tweet.write"),
      tweet_id: z.string().describe("Id of the post"),
    }),
  output: () => z.object({ success: z.boolean().describe("Whether it is so now") }),
  async *run({ credentials, tweet_id }, io) {
    const client = twitter(io, credentials);
    const Answer = z.object({ data: z.object({ retweeted: z.boolean() }) });
    const { data } = await client.ask(
      Answer,
      `/users/${await ownId(client)}/retweets/${encodeURIComponent(tweet_id)}`,
      { method: "DELETE" },
    );
    yield ["success", !data.retweeted];
  },
  examples: [
    {
      input: { credentials: twitterExample, tweet_id: "12" },
      answers: [
        exampleMe,
        {
          method: "DELETE",
          url: "https://api.twitter.com/2/users/7/retweets/12",
          body: { data: { retweeted: false } },
        },
      ],
      yields: { success: [true] },
    },
  ],
});
