import * as z from "zod";
import { BlockError, block } from "../block.ts";
import { anyDict } from "../pins.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";
import { askItems } from "./items.ts";
import { authoredQuery, tweetFieldPins } from "./tweet-query.ts";
import { authorsOf, tweetIds, tweetsOutput, tweetTexts } from "./tweets.ts";

export const twitterGetTweet = block({
  id: "f5155c3a-a630-11ef-9cc1-a309988b4d92",
  name: "TwitterGetTweetBlock",
  description: "Reads a post on X.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      ...tweetFieldPins(),
      credentials: twitterCredentials(),
      tweet_id: z.string().describe("Id of the post"),
    }),
  output: () =>
    z.object({
      ...tweetsOutput(),
      id: z.string().describe("Id of the post"),
      text: z.string().describe("What it says"),
      userId: z.string().describe("Id of who wrote it"),
      userName: z.string().describe("User name of who wrote it"),
      data: anyDict().describe("The post, as X tells it"),
    }),
  async *run({ credentials, tweet_id, ...fields }, io) {
    const path = `/tweets/${encodeURIComponent(tweet_id)}`;
    const tweets = await askItems(twitter(io, credentials), path, authoredQuery(fields));
    const [data] = tweets.data;
    if (data === undefined) throw new BlockError("X answered without a post");
    const authors = authorsOf(tweets);
    yield ["id", tweetIds(tweets)[0] ?? ""];
    yield ["text", tweetTexts(tweets)[0] ?? ""];
    yield ["userId", authors.ids[0] ?? ""];
    yield ["userName", authors.names[0] ?? ""];
    yield ["data", data];
    yield ["included", tweets.included];
    yield ["meta", tweets.meta];
  },
  examples: [
    {
      input: {
        credentials: twitterExample,
        tweet_id: "12",
        expansions: { "attachments.media_keys": true },
        media_fields: { url: true, width: true },
      },
      answers: [
        {
          method: "GET",
          url: "https://api.twitter.com/2/tweets/12?expansions=attachments.media_keys%2Cauthor_id&media.fields=url%2Cwidth",
          body: {
            data: { id: "12", text: "Tea", author_id: "34" },
            includes: { users: [{ id: "34", name: "Eve", username: "eve" }] },
          },
        },
      ],
      yields: {
        id: ["12"],
        text: ["Tea"],
        userId: ["34"],
        userName: ["eve"],
        data: [{ id: "12", text: "Tea", author_id: "34" }],
        included: [{ users: [{ id: "34", name: "Eve", username: "eve" }] }],
        meta: [{}],
      },
    },
    {
      input: { credentials: twitterExample, tweet_id: "13" },
      answers: [
        {
          method: "GET",
          url: "https://api.twitter.com/2/tweets/13?expansions=author_id",
          body: { errors: [{ title: "Not Found Error", detail: "Could not find tweet with id: [13]." }] },
        },
      ],
      yields: { error: ["X: Could not find tweet with id: [13]."] },
    },
  ],
});
