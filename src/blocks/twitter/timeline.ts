import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import { advanced } from "../pins.ts";
import { twitterCredentials } from "./api.ts";
import { type Items, nextToken } from "./items.ts";
import { timePins, tweetFieldPins } from "./tweet-query.ts";
import { authorsOf, tweetIds, tweetsOutput, tweetTexts } from "./tweets.ts";

type TimelineOutput =
  | readonly ["ids" | "texts" | "userIds" | "userNames", string[]]
  | readonly ["next_token", string]
  | readonly ["data", JsonObject[]]
  | readonly ["included" | "meta", JsonObject];

/** The pins of a block that reads a timeline, of `least` to 100 posts. */
export const timelinePins = (least: number) => ({
  ...tweetFieldPins(),
  ...timePins(),
  sort_order: z.string().optional().meta(advanced("Has no effect: timelines are newest first")),
  credentials: twitterCredentials(),
  max_results: z.int().min(least).max(100).default(10).meta(advanced("How many posts at most")),
  pagination_token: z.string().default("").meta(advanced("`next_token` of the page before")),
});

/** What blocks yield that tell posts with who wrote them. */
export const authoredOutput = () => ({
  ids: z.array(z.string()).describe("Ids of the posts"),
  texts: z.array(z.string()).describe("What the posts say"),
  userIds: z.array(z.string()).describe("Ids of who wrote them"),
  userNames: z.array(z.string()).describe("User names of who wrote them"),
  ...tweetsOutput(),
});

export const timelineOutput = () => ({
  ...authoredOutput(),
  next_token: z.string().describe("Names the next page, if there is one"),
});

export function* yieldAuthored(
  tweets: Items,
): Generator<Exclude<TimelineOutput, readonly ["next_token", string]>> {
  const authors = authorsOf(tweets);
  yield ["ids", tweetIds(tweets)];
  yield ["texts", tweetTexts(tweets)];
  yield ["userIds", authors.ids];
  yield ["userNames", authors.names];
  yield ["data", tweets.data];
  yield ["included", tweets.included];
  yield ["meta", tweets.meta];
}

export function* yieldTimeline(tweets: Items): Generator<TimelineOutput> {
  yield* yieldAuthored(tweets);
  const next = nextToken(tweets);
  if (next !== "") yield ["next_token", next];
}

const exampleTweet = { id: "12", text: "Tea", author_id: "34" };
const exampleUsers = { users: [{ id: "34", name: "Eve", username: "eve" }] };

/** An answer of X with one post of a timeline, and what a block yields of it. */
export const exampleTimeline = {
  body: { data: [exampleTweet], includes: exampleUsers, meta: { result_count: 1, next_token: "b2" } },
  yields: {
    ids: [["12"]],
    texts: [["Tea"]],
    userIds: [["34"]],
    userNames: [["eve"]],
    next_token: ["b2"],
    data: [[exampleTweet]],
    included: [exampleUsers],
    meta: [{ result_count: 1, next_token: "b2" }],
  },
};
