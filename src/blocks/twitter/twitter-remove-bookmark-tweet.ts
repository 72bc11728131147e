import * as z from "zod";
import { block } from "../block.ts";
import { exampleMe, ownId, twitter, twitterCredentials, twitterExample } from "./api.ts";

export const twitterRemoveBookmarkTweet = block({
  id: "e4100684-a62f-11ef-9be9-770cb41a2616",
  name: "TwitterRemoveBookmarkTweetBlock",
  description: "Takes a post on X out of your bookmarks.",
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
    const { data } = await client.ask(
      Answer,
      `/users/${await ownId(client)}/bookmarks/${encodeURIComponent(tweet_id)}`,
      { method: "DELETE" },
    );
    yield ["success", !data.bookmarked];
  },
  examples: [
    {
      input: { credentials: twitterExample, tweet_id: "12" },
      answers: [
        exampleMe,
        {
          method: "DELETE",
          url: "https://api.twitter.com/2/users/7/bookmarks/12",
          body: { data: { bookmarked: false } },
        },
      ],
      yields: { success: [true] },
    },
  ],
});
