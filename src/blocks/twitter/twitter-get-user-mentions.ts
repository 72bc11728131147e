import * as z from "zod";
import { block } from "../block.ts";
import { twitter, twitterExample } from "./api.ts";
import { askItems } from "./items.ts";
import { exampleTimeline, timelineOutput, timelinePins, yieldTimeline } from "./timeline.ts";
import { authoredQuery, timeQuery } from "./tweet-query.ts";

export const twitterGetUserMentions = block({
  id: "e01c890c-a630-11ef-9e20-37da24888bd0",
  name: "TwitterGetUserMentionsBlock",
  description: "Reads the posts on X that mention somebody, newest first, by the page.",
  categories: ["SOCIAL"],
  pure: false,
  input: () => z.object({ ...timelinePins(5), user_id: z.string().describe("Id of the user") }),
  output: () => z.object(timelineOutput()),
  async *run({ credentials, user_id, ...pins }, io) {
    const client = twitter(io, credentials);
    const tweets = await askItems(client, `/users/${encodeURIComponent(user_id)}/mentions`, {
      ...authoredQuery(pins),
      ...timeQuery(pins),
      max_results: pins.max_results,
      pagination_token: pins.pagination_token,
    });
    yield* yieldTimeline(tweets);
  },
  examples: [
    {
      input: { credentials: twitterExample, user_id: "7", since_id: "11" },
      answers: [
        {
          method: "GET",
          url: "https://api.twitter.com/2/users/7/mentions?expansions=author_id&since_id=11&max_results=10",
          body: exampleTimeline.body,
        },
      ],
      yields: exampleTimeline.yields,
    },
  ],
});
