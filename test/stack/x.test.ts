import { afterAll, expect, it } from "vitest";
import * as z from "zod";
import { twitterFollowUser } from "#blocks/twitter/twitter-follow-user.ts";
import { twitterGetUser } from "#blocks/twitter/twitter-get-user.ts";
import { twitterLikeTweet } from "#blocks/twitter/twitter-like-tweet.ts";
import { twitterPostTweet } from "#blocks/twitter/twitter-post-tweet.ts";
import { twitterSearchRecentTweets } from "#blocks/twitter/twitter-search-recent-tweets.ts";
import { tokenEndpoint } from "../fakes/oauth.ts";
import { serve, sharing } from "../fakes/origins.ts";
import { fakeX } from "../fakes/x/x.ts";
import { filesWith, rowsWith } from "./planted.ts";
import { startPlatform } from "./platform.ts";

const ORIGIN = "https://api.twitter.com";
const SCOPES = ["tweet.read", "users.read", "tweet.write", "like.write", "offline.access"];

const endpoint = tokenEndpoint({
  origin: ORIGIN,
  path: "/2/oauth2/token",
  clientId: "gossamer",
  clientSecret: "secret-of-the-deployment",
  refreshToken: "refresh-token-on-x-19ce",
  scopes: SCOPES,
});
const x = fakeX(endpoint.tokens);
const served = await serve([
  sharing(ORIGIN, [
    ["/2/oauth2/", endpoint],
    ["/", x],
  ]),
]);
const platform = await startPlatform({
  env: {
    PROVIDER_BASE_URLS: JSON.stringify(served.baseUrls),
    PROVIDER_CLIENTS: JSON.stringify({
      twitter: { client_id: "gossamer", client_secret: "secret-of-the-deployment" },
    }),
  },
});
afterAll(async () => {
  served.close();
  await platform.stop();
});

async function connected() {
  const { body } = await platform.call("POST", "/api/v2/integrations/credentials", {
    provider: "twitter",
    type: "oauth2",
    access_token: "an-ended-access-token",
    refresh_token: "refresh-token-on-x-19ce",
    access_token_expires_at: new Date(Date.now() - 60_000).toISOString(),
    scopes: SCOPES,
  });
  return { id: z.looseObject({ id: z.string() }).parse(body).id, provider: "twitter", type: "oauth2" };
}

it("an agent posts on X, finds a post and likes it, does only what was granted, and renews its token once", async () => {
  const credentials = await connected();
  const link = (source: string, sink: string) => {
    const [[source_id = "", source_name = ""], [sink_id = "", sink_name = ""]] = [
      source.split("."),
      sink.split("."),
    ];
    return { source_id, source_name, sink_id, sink_name };
  };
  const graph = await platform.graph({
    name: "X",
    nodes: [
      { id: "post", block_id: twitterPostTweet.id, input_default: { credentials, tweet_text: "Cake?" } },
      { id: "find", block_id: twitterSearchRecentTweets.id, input_default: { credentials, query: "tea" } },
      { id: "like", block_id: twitterLikeTweet.id, input_default: { credentials } },
      {
        id: "who",
        block_id: twitterGetUser.id,
        input_default: { credentials, identifier: { discriminator: "username", username: "eve" } },
      },
      { id: "follow", block_id: twitterFollowUser.id, input_default: { credentials } },
    ],
    links: [link("find.tweet_ids_$_0", "like.tweet_id"), link("who.id", "follow.target_user_id")],
  });
  const { node_executions } = await platform.ended(await platform.start(graph));
  const of = (id: string) => node_executions.find(({ node_id }) => node_id === id);
  expect([...x.world.posts.values()]).toContainEqual(
    expect.objectContaining({ text: "Cake?", author_id: "7" }),
  );
  expect(of("like")).toMatchObject({ status: "COMPLETED", output_data: { success: [true] } });
  expect([...x.world.edge("likes", "7")]).toEqual(["12"]);
  // It may not follow: that was not granted.
  expect(of("follow")).toMatchObject({ status: "FAILED", error: expect.stringContaining("X answered 403") });
  expect(endpoint.count).toBe(1);
  for (const token of [...endpoint.tokens.keys(), "refresh-token-on-x-19ce"]) {
    expect(await rowsWith(platform, token)).toEqual([]);
    expect(filesWith(platform, token)).toEqual([]);
  }
});
