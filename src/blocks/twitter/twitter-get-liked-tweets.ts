import * as z from "zod";
import { block } from "../block.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";
import { askItems, itemsOutput, nextOutput, nextToken, pagePins, referred } from "./items.ts";
import { exampleTimeline } from "./timeline.ts";
import { authoredQuery, tweetFieldPins } from "./tweet-query.ts";
import { authorsOf, tweetIds, tweetTexts } from "./tweets.ts";

export const twitterGetLikedTweets = block({
  id: "292e7c78-a630-11ef-9f40-df5dffaca106",
  name: "TwitterGetLikedTweetsBlock",
  description: "Reads the posts that somebody likes on X, by the page.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      ...tweetFieldPins(),
      credentials: twitterCredentials("like.read"),
      user_id: z.string().describe("Id of the user"),
      ...pagePins(5, 100),
    }),
  output: () =>
    z.object({
      ids: z.array(z.string()).describe("Ids of the posts"),
      texts: z.array(z.string()).describe("What the posts say"),
      userIds: z.array(z.string()).describe("Ids of who wrote them"),
      userNames: z.array(z.string()).describe("User names of who wrote them"),
      next_token: nextOutput(),
      ...itemsOutput("posts"),
      included: referred(),
    }),
  async *run({ credentials, user_id, max_results, pagination_token, ...fields }, io) {
    const client = twitter(io, credentials);
    const tweets = await askItems(client, `/users/${encodeURIComponent(user_id)}/liked_tweets`, {
      ...authoredQuery(fields),
      max_results,
      pagination_token,
    });
    const authors = authorsOf(tweets);
    yield ["ids", tweetIds(tweets)];
    yield ["texts", tweetTexts(tweets)];
    yield ["userIds", authors.ids];
    yield ["userNames", authors.names];
    const next = nextToken(tweets);
    if (next !== "") yield ["next_token", next];
    yield ["data", tweets.data];
    yield ["included", tweets.included];
    yield ["meta", tweets.meta];
  },
  examples: [
    {
      input: { credentials: twitterExample, user_id: "56" },
      answers: [
        {
          method: "GET",
          url: "https://api.twitter.com/2/users/56/liked_tweets?expansions=author_id&max_results=10",
          body: exampleTimeline.body,
        },
      ],
      yields: {
        ids: [["12"]],
        texts: [["Tea"]],
        userIds: [["34"]],
        userNames: [["eve"]],
        next_token: ["b2"],
        data: exampleTimeline.yields.data,
        included: exampleTimeline.yields.included,
        meta: exampleTimeline.yields.meta,
      },
    },
  ],
});
