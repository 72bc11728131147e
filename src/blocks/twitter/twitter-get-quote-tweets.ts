import * as z from "zod";
import { block } from "../block.ts";
import { advanced } from "../pins.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";
import { askItems, nextToken } from "./items.ts";
import { choicePin, chosen, tweetFieldPins, tweetFieldQuery } from "./tweet-query.ts";
import { tweetIds, tweetsOutput, tweetTexts } from "./tweets.ts";

export const twitterGetQuoteTweets = block({
  id: "9fbdd208-a630-11ef-9b97-ab7a3a695ca3",
  name: "TwitterGetQuoteTweetsBlock",
  description: "Reads the posts on X that quote a post, by the page.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      ...tweetFieldPins(),
      credentials: twitterCredentials(),
      tweet_id: z.string().describe("Id of the post"),
      max_results: z.int().min(10).max(100).default(10).meta(advanced("How many posts at most")),
      exclude: choicePin(["replies", "retweets"], "What to leave out"),
      pagination_token: z.string().default("").meta(advanced("`next_token` of the page before")),
    }),
  output: () =>
    z.object({
      ids: z.array(z.string()).describe("Ids of the posts"),
      texts: z.array(z.string()).describe("What the posts say"),
      next_token: z.string().describe("Names the next page, if there is one"),
      ...tweetsOutput(),
    }),
  async *run({ credentials, tweet_id, max_results, exclude, pagination_token, ...fields }, io) {
    const path = `/tweets/${encodeURIComponent(tweet_id)}/quote_tweets`;
    const tweets = await askItems(twitter(io, credentials), path, {
      ...tweetFieldQuery(fields),
      max_results,
      exclude: chosen(exclude),
      pagination_token,
    });
    yield ["ids", tweetIds(tweets)];
    yield ["texts", tweetTexts(tweets)];
    const next = nextToken(tweets);
    if (next !== "") yield ["next_token", next];
    yield ["data", tweets.data];
    yield ["included", tweets.included];
    yield ["meta", tweets.meta];
  },
  examples: [
    {
      input: { credentials: twitterExample, tweet_id: "12", exclude: { replies: true } },
      answers: [
        {
          method: "GET",
          url: "https://api.twitter.com/2/tweets/12/quote_tweets?max_results=10&exclude=replies",
          body: { data: [{ id: "15", text: "Indeed" }], meta: { result_count: 1 } },
        },
      ],
      yields: {
        ids: [["15"]],
        texts: [["Indeed"]],
        data: [[{ id: "15", text: "Indeed" }]],
        included: [{}],
        meta: [{ result_count: 1 }],
      },
    },
  ],
});
