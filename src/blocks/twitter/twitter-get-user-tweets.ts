import * as z from "zod";
import { block } from "../block.ts";
import { twitter, twitterExample } from "./api.ts";
import { askItems } from "./items.ts";
import { exampleTimeline, timelineOutput, timelinePins, yieldTimeline } from "./timeline.ts";
import { authoredQuery, timeQuery } from "./tweet-query.ts";

export const twitterGetUserTweets = block({
  id: "c44c3ef2-a630-11ef-9ff7-eb7b5ea3a5cb",
  name: "TwitterGetUserTweetsBlock",
  description: "Reads what somebody posted on X, newest first, by the page.",
  categories: ["SOCIAL"],
  pure: false,
  input: () => z.object({ ...timelinePins(5), user_id: z.string().describe("Id of the user") }),
  output: () => z.object(timelineOutput()),
  async *run({ credentials, user_id, ...pins }, io) {
    const client = twitter(io, credentials);
    const tweets = await askItems(client, `/users/${encodeURIComponent(user_id)}/tweets`, {
      ...authoredQuery(pins),
      ...timeQuery(pins),
      max_results: pins.max_results,
      pagination_token: pins.pagination_token,
    });
    yield* yieldTimeline(tweets);
  },
  examples: [
    {
      input: {
        credentials: twitterExample,
        user_id: "34",
        start_time: "2026-11-22T11:00:00+01:00",
        tweet_fields: { created_at: true, lang: false },
      },
      answers: [
        {
          method: "GET",
          url: "https://api.twitter.com/2/users/34/tweets?expansions=author_id&tweet.fields=created_at&start_time=2026-11-22T10%3A00%3A00Z&max_results=10",
          body: exampleTimeline.body,
        },
      ],
      yields: exampleTimeline.yields,
    },
  ],
});
