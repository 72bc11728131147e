import * as z from "zod";
import { block } from "../block.ts";
import { exampleMe, ownId, twitter, twitterCredentials, twitterExample } from "./api.ts";
import { askItems, itemsOutput, nextOutput, nextToken, pagePins, referred } from "./items.ts";
import { exampleTimeline } from "./timeline.ts";
import { authoredQuery, tweetFieldPins } from "./tweet-query.ts";
import { authorsOf, tweetIds, tweetTexts } from "./tweets.ts";

export const twitterGetBookmarkedTweets = block({
  id: "ed26783e-a62f-11ef-9a21-c77c57dd8a1f",
  name: "TwitterGetBookmarkedTweetsBlock",
  description: "Reads the posts that you bookmarked on X, by the page.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({ ...tweetFieldPins(), credentials: twitterCredentials("bookmark.read"), ...pagePins(1, 100) }),
  output: () =>
    z.object({
      id: z.array(z.string()).describe("Ids of the posts"),
      text: z.array(z.string()).describe("What the posts say"),
      userId: z.array(z.string()).describe("Ids of who wrote them"),
      userName: z.array(z.string()).describe("User names of who wrote them"),
      next_token: nextOutput(),
      ...itemsOutput("posts"),
      included: referred(),
    }),
  async *run({ credentials, max_results, pagination_token, ...fields }, io) {
    const client = twitter(io, credentials);
    const tweets = await askItems(client, `/users/${await ownId(client)}/bookmarks`, {
      ...authoredQuery(fields),
      max_results,
      pagination_token,
    });
    const authors = authorsOf(tweets);
    yield ["id", tweetIds(tweets)];
    yield ["text", tweetTexts(tweets)];
    yield ["userId", authors.ids];
    yield ["userName", authors.names];
    const next = nextToken(tweets);
    if (next !== "") yield ["next_token", next];
    yield ["data", tweets.data];
    yield ["included", tweets.included];
    yield ["meta", tweets.meta];
  },
  examples: [
    {
      input: { credentials: twitterExample },
      answers: [
        exampleMe,
        {
          method: "GET",
          url: "https://api.twitter.com/2/users/7/bookmarks?expansions=author_id&max_results=10",
          body: exampleTimeline.body,
        },
      ],
      yields: {
        id: [["12"]],
        text: [["Tea"]],
        userId: [["34"]],
        userName: [["eve"]],
        next_token: ["b2"],
        data: exampleTimeline.yields.data,
        included: exampleTimeline.yields.included,
        meta: exampleTimeline.yields.meta,
      },
    },
  ],
});
