import * as z from "zod";
import { block } from "../block.ts";
import { exampleMe, ownId, twitter, twitterCredentials, twitterExample } from "./api.ts";

export const twitterBookmarkTweet = block({
  id: "f33d67be-a62f-11ef-a797-ff83ec29ee8e",
  name: "TwitterBookmarkTweetBlock",
  description: "Puts a post on X among your bookmarks.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      credentials: twitterCredentials("bookmark.write"),
      tweet_id: z.string().describe("Id of the post"),
    }),
  output: () => z.object({ success: z.boolean().describe("Whether it is so now") }),
  async *run({ credentials, tweet_id }, io) {
    const client = twitter(io, credentials);
    const Answer = z.object({ data: z.object({ bookmarked: z.boolean() }) });
    const { data } = await client.ask(Answer, `/users/${await ownId(client)}/bookmarks`, {
      method: "POST",
      body: { tweet_id },
    });
    yield ["success", data.bookmarked];
  },
  examples: [
    {
      input: { credentials: twitterExample, tweet_id: "12" },
      answers: [
        exampleMe,
        {
          method: "POST",
          url: "https://api.twitter.com/2/users/7/bookmarks",
          requestBody: { tweet_id: "12" },
          body: { data: { bookmarked: true } },
        },
      ],
      yields: { success: [true] },
    },
  ],
});
