import * as z from "zod";
import { block } from "../block.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";
import { setHidden } from "./hidden.ts";

export const twitterUnhideReply = block({
  id: "fcf9e4e4-a62f-11ef-9d85-57d3d06b616a",
  name: "TwitterUnhideReplyBlock",
  description: "Shows a hidden reply to a post of yours on X again.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      credentials: twitterCredentials("tweet.moderate.write"),
      tweet_id: z.string().describe("Id of the reply"),
    }),
  output: () => z.object({ success: z.boolean().describe("Whether it is shown now") }),
  async *run({ credentials, tweet_id }, io) {
    yield ["success", !(await setHidden(twitter(io, credentials), tweet_id, false))];
  },
  examples: [
    {
      input: { credentials: twitterExample, tweet_id: "12" },
      answers: [
        {
          method: "PUT",
          url: "https://api.twitter.com/2/tweets/12/hidden",
          requestBody: { hidden: false },
          body: { data: { hidden: false } },
        },
      ],
      yields: { success: [true] },
    },
  ],
});
