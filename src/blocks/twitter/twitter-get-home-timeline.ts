import * as z from "zod";
import { block } from "../block.ts";
import { exampleMe, ownId, twitter, twitterExample } from "./api.ts";
import { askItems } from "./items.ts";
import { exampleTimeline, timelineOutput, timelinePins, yieldTimeline } from "./timeline.ts";
import { authoredQuery, timeQuery } from "./tweet-query.ts";

export const twitterGetHomeTimeline = block({
  id: "d222a070-a630-11ef-a18a-3f52f76c6962",
  name: "TwitterGetHomeTimelineBlock",
  description: "Reads your home timeline on X, newest first, by the page.",
  categories: ["SOCIAL"],
  pure: false,
  input: () => z.object({ ...timelinePins(1) }),
  output: () => z.object(timelineOutput()),
  async *run({ credentials, ...pins }, io) {
    const client = twitter(io, credentials);
    const tweets = await askItems(client, `/users/${await ownId(client)}/timelines/reverse_chronological`, {
      ...authoredQuery(pins),
      ...timeQuery(pins),
      max_results: pins.max_results,
      pagination_token: pins.pagination_token,
    });
    yield* yieldTimeline(tweets);
  },
  examples: [
    {
      input: { credentials: twitterExample, max_results: 5, pagination_token: "a1" },
      answers: [
        exampleMe,
        {
          method: "GET",
          url: "https://api.twitter.com/2/users/7/timelines/reverse_chronological?expansions=author_id&max_results=5&pagination_token=a1",
          body: exampleTimeline.body,
        },
      ],
      yields: exampleTimeline.yields,
    },
  ],
});
