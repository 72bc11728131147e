import * as z from "zod";
import { block } from "../block.ts";
import { advanced } from "../pins.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";
import { askItems, nextToken } from "./items.ts";
import { timePins, timeQuery, tweetFieldPins, tweetFieldQuery } from "./tweet-query.ts";
import { tweetIds, tweetsOutput, tweetTexts } from "./tweets.ts";

export const twitterSearchRecentTweets = block({
  id: "53e5cf8e-a630-11ef-ba85-df6d666fa5d5",
  name: "TwitterSearchRecentTweetsBlock",
  description: "Searches the posts of the last seven days on X, by the page.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      ...tweetFieldPins(),
      ...timePins(),
      sort_order: z.string().optional().meta(advanced("recency or relevancy")),
      credentials: twitterCredentials(),
      query: z.string().min(1).describe("What to look for, in X's search syntax"),
      max_results: z.int().min(10).max(100).default(10).meta(advanced("How many posts at most")),
      pagination: z.string().default("").meta(advanced("`next_token` of the page before")),
    }),
  output: () =>
    z.object({
      tweet_ids: z.array(z.string()).describe("Ids of the posts"),
      tweet_texts: z.array(z.string()).describe("What the posts say"),
      next_token: z.string().describe("Names the next page, if there is one"),
      ...tweetsOutput(),
    }),
  async *run({ credentials, query, max_results, pagination, sort_order, ...pins }, io) {
    const tweets = await askItems(twitter(io, credentials), "/tweets/search/recent", {
      query,
      ...tweetFieldQuery(pins),
      ...timeQuery(pins),
      max_results,
      sort_order,
      next_token: pagination,
    });
    yield ["tweet_ids", tweetIds(tweets)];
    yield ["tweet_texts", tweetTexts(tweets)];
    const next = nextToken(tweets);
    if (next !== "") yield ["next_token", next];
    yield ["data", tweets.data];
    yield ["included", tweets.included];
    yield ["meta", tweets.meta];
  },
  examples: [
    {
      input: {
        credentials: twitterExample,
        query: "tea -is:retweet",
        sort_order: "relevancy",
        pagination: "a1",
      },
      answers: [
        {
          method: "GET",
          url: "https://api.twitter.com/2/tweets/search/recent?query=tea+-is%3Aretweet&max_results=10&sort_order=relevancy&next_token=a1",
          body: { data: [{ id: "12", text: "Tea" }], meta: { result_count: 1, next_token: "b2" } },
        },
      ],
      yields: {
        tweet_ids: [["12"]],
        tweet_texts: [["Tea"]],
        next_token: ["b2"],
        data: [[{ id: "12", text: "Tea" }]],
        included: [{}],
        meta: [{ result_count: 1, next_token: "b2" }],
      },
    },
    {
      input: { credentials: twitterExample, query: "nothing" },
      answers: [
        {
          method: "GET",
          url: "https://api.twitter.com/2/tweets/search/recent?query=nothing&max_results=10",
          body: { meta: { result_count: 0 } },
        },
      ],
      yields: {
        tweet_ids: [[]],
        tweet_texts: [[]],
        data: [[]],
        included: [{}],
        meta: [{ result_count: 0 }],
      },
    },
  ],
});
