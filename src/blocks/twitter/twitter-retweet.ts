import * as z from "zod";
import { block } from "../block.ts";
import { exampleMe, ownId, twitter, twitterCredentials, twitterExample } from "./api.ts";

export const twitterRetweet = block({
  id: "bd7b8d3a-a630-11ef-be96-6f4aa4c3c4f4",
  name: "TwitterRetweetBlock",
  description: "Reposts a post on X.",
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
    const { data } = await client.ask(Answer, `/users/${await ownId(client)}/retweets`, {
      method: "POST",
      body: { tweet_id },
    });
    yield ["success", data.retweeted];
  },
  examples: [
    {
      input: { credentials: twitterExample, tweet_id: "12" },
      answers: [
        exampleMe,
        {
          method: "POST",
          url: "https://api.twitter.com/2/users/7/retweets",
          requestBody: { tweet_id: "12" },
          body: { data: { retweeted: true } },
        },
      ],
      yields: { success: [true] },
    },
  ],
});
