import * as z from "zod";
import { block } from "../block.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";

export const twitterDeleteTweet = block({
  id: "761babf0-a630-11ef-a03d-abceb082f58f",
  name: "TwitterDeleteTweetBlock",
  description: "Deletes a post of yours on X.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      credentials: twitterCredentials("tweet.write"),
      tweet_id: z.string().describe("Id of the post"),
    }),
  output: () => z.object({ success: z.boolean().describe("Whether it is deleted") }),
  async *run({ credentials, tweet_id }, io) {
    const Answer = z.object({ data: z.object({ deleted: z.boolean() }) });
    const path = `/tweets/${encodeURIComponent(tweet_id)}`;
    const { data } = await twitter(io, credentials).ask(Answer, path, { method: "DELETE" });
    yield ["success", data.deleted];
  },
  examples: [
    {
      input: { credentials: twitterExample, tweet_id: "12" },
      answers: [
        { method: "DELETE", url: "https://api.twitter.com/2/tweets/12", body: { data: { deleted: true } } },
      ],
      yields: { success: [true] },
    },
  ],
});
