import * as z from "zod";
import { block } from "../block.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";
import { askItems } from "./items.ts";
import { authoredOutput, exampleTimeline, yieldAuthored } from "./timeline.ts";
import { authoredQuery, tweetFieldPins } from "./tweet-query.ts";

const { next_token: _, ...exampleYields } = exampleTimeline.yields;

export const twitterGetTweets = block({
  id: "e7cc5420-a630-11ef-bfaf-13bdd8096a51",
  name: "TwitterGetTweetsBlock",
  description: "Reads posts on X by their ids.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      ...tweetFieldPins(),
      credentials: twitterCredentials(),
      tweet_ids: z.array(z.string()).min(1).max(100).describe("Ids of the posts, up to 100"),
    }),
  output: () => z.object(authoredOutput()),
  async *run({ credentials, tweet_ids, ...fields }, io) {
    const query = { ids: tweet_ids.join(","), ...authoredQuery(fields) };
    yield* yieldAuthored(await askItems(twitter(io, credentials), "/tweets", query));
  },
  examples: [
    {
      input: { credentials: twitterExample, tweet_ids: ["12", "13"] },
      answers: [
        {
          method: "GET",
          url: "https://api.twitter.com/2/tweets?ids=12%2C13&expansions=author_id",
          body: exampleTimeline.body,
        },
      ],
      yields: exampleYields,
    },
  ],
});
