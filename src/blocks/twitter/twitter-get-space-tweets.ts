import * as z from "zod";
import { block } from "../block.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";
import { askItems, itemsOutput, referred } from "./items.ts";
import { exampleTimeline } from "./timeline.ts";
import { tweetFieldPins, tweetFieldQuery } from "./tweet-query.ts";
import { tweetIds, tweetTexts } from "./tweets.ts";

export const twitterGetSpaceTweets = block({
  id: "b69731e6-a62f-11ef-b2d4-1bf14dd6aee4",
  name: "TwitterGetSpaceTweetsBlock",
  description: "Reads the posts of a Space on X.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      ...tweetFieldPins(),
      credentials: twitterCredentials("space.read"),
      space_id: z.string().describe("Id of the Space"),
    }),
  output: () =>
    z.object({
      tweet_ids: z.array(z.string()).describe("Ids of the posts"),
      texts: z.array(z.string()).describe("What the posts say"),
      ...itemsOutput("posts"),
      includes: referred(),
    }),
  async *run({ credentials, space_id, ...fields }, io) {
    const client = twitter(io, credentials);
    const tweets = await askItems(client, `/spaces/${encodeURIComponent(space_id)}/tweets`, {
      ...tweetFieldQuery(fields),
    });
    yield ["tweet_ids", tweetIds(tweets)];
    yield ["texts", tweetTexts(tweets)];
    yield ["data", tweets.data];
    yield ["includes", tweets.included];
    yield ["meta", tweets.meta];
  },
  examples: [
    {
      input: { credentials: twitterExample, space_id: "56" },
      answers: [
        {
          method: "GET",
          url: "https://api.twitter.com/2/spaces/56/tweets",
          body: exampleTimeline.body,
        },
      ],
      yields: {
        tweet_ids: [["12"]],
        texts: [["Tea"]],
        data: exampleTimeline.yields.data,
        includes: exampleTimeline.yields.included,
        meta: exampleTimeline.yields.meta,
      },
    },
  ],
});
