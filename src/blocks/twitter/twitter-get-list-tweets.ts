import * as z from "zod";
import { block } from "../block.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";
import { askItems, itemsOutput, nextOutput, nextToken, pagePins, referred } from "./items.ts";
import { exampleTimeline } from "./timeline.ts";
import { tweetFieldPins, tweetFieldQuery } from "./tweet-query.ts";
import { tweetIds, tweetTexts } from "./tweets.ts";

export const twitterGetListTweets = block({
  id: "6657edb0-a62f-11ef-8c10-0326d832467d",
  name: "TwitterGetListTweetsBlock",
  description: "Reads the posts of a list on X, by the page.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      ...tweetFieldPins(),
      credentials: twitterCredentials("list.read"),
      list_id: z.string().describe("Id of the list"),
      ...pagePins(1, 100),
    }),
  output: () =>
    z.object({
      tweet_ids: z.array(z.string()).describe("Ids of the posts"),
      texts: z.array(z.string()).describe("What the posts say"),
      next_token: nextOutput(),
      ...itemsOutput("posts"),
      included: referred(),
    }),
  async *run({ credentials, list_id, max_results, pagination_token, ...fields }, io) {
    const client = twitter(io, credentials);
    const tweets = await askItems(client, `/lists/${encodeURIComponent(list_id)}/tweets`, {
      ...tweetFieldQuery(fields),
      max_results,
      pagination_token,
    });
    yield ["tweet_ids", tweetIds(tweets)];
    yield ["texts", tweetTexts(tweets)];
    const next = nextToken(tweets);
    if (next !== "") yield ["next_token", next];
    yield ["data", tweets.data];
    yield ["included", tweets.included];
    yield ["meta", tweets.meta];
  },
  examples: [
    {
      input: { credentials: twitterExample, list_id: "56" },
      answers: [
        {
          method: "GET",
          url: "https://api.twitter.com/2/lists/56/tweets?max_results=10",
          body: exampleTimeline.body,
        },
      ],
      yields: {
        tweet_ids: [["12"]],
        texts: [["Tea"]],
        next_token: ["b2"],
        data: exampleTimeline.yields.data,
        included: exampleTimeline.yields.included,
        meta: exampleTimeline.yields.meta,
      },
    },
  ],
});
