import * as z from "zod";
import { block } from "../block.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";
import { setHidden } from "./hidden.ts";

export const twitterHideReply = block({
  id: "07d58b3e-a630-11ef-a030-93701d1a465e",
  name: "TwitterHideReplyBlock",
  description: "Hides a reply to a post of yours on X.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      credentials: twitterCredentials("tweet.moderate.write"),
      tweet_id: z.string().describe("Id of the reply"),
    }),
  output: () => z.object({ success: z.boolean().describe("Whether it is hidden now") }),
  async *run({ credentials, tweet_id }, io) {
    yield ["success", await setHidden(twitter(io, credentials), tweet_id, true)];
  },
  examples: [
    {
      input: { credentials: twitterExample, tweet_id: "12" },
      answers: [
        {
          method: "PUT",
          url: "https://api.twitter.com/2/tweets/12/hidden",
          requestBody: { hidden: true },
          body: { data: { hidden: true } },
        },
      ],
      yields: { success: [true] },
    },
  ],
});
