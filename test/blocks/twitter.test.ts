import { describe, expect, it } from "vitest";
import type { Block } from "#blocks/block.ts";
import { exampleCredential } from "#blocks/credential-pin.ts";
import { TWITTER_BLOCKS } from "#blocks/twitter/registry.ts";
import type { JsonObject } from "#lib/json.ts";
import { reaching } from "../fakes/origins.ts";
import { fakeX } from "../fakes/x/x.ts";
import { runBlock, type Yields } from "./run.ts";

const credentials = exampleCredential("twitter", "oauth2");

/** X, and its blocks by the middle of their names, each with a token for what it asks to be granted and nothing more. */
function onX() {
  const tokens = new Map<string, readonly string[]>();
  const x = fakeX(tokens);
  const attempt = (name: string, input: JsonObject = {}): Promise<Yields> => {
    const block = blockNamed(name);
    tokens.set(name, scopesOf(block));
    return runBlock(block, { credentials, ...input }, reaching([x], name));
  };
  const run = async (name: string, input: JsonObject = {}): Promise<Yields> => {
    const yields = await attempt(name, input);
    expect(yields["error"], name).toBeUndefined();
    return yields;
  };
  return { ...x, attempt, run };
}

function blockNamed(name: string): Block {
  const found = TWITTER_BLOCKS.find((block) => block.name === `Twitter${name}Block`);
  if (found === undefined) throw new Error(`There is no block ${name}`);
  return found;
}

function scopesOf(block: Block): string[] {
  const [, list = "[]"] = /"credentials_scopes":(\[[^\]]*\])/.exec(JSON.stringify(block.inputSchema())) ?? [];
  return JSON.parse(list);
}

describe("posts on X", () => {
  it("are written, found, read, liked, kept, passed on and deleted", async () => {
    const { run, world } = onX();
    const posted = await run("PostTweet", { tweet_text: "Cake at five @eve" });
    const id = posted["tweet_id"]?.[0] ?? "";
    expect((await run("SearchRecentTweets", { query: "cake" }))["tweet_ids"]).toEqual([[id]]);
    expect(await run("GetTweet", { tweet_id: id })).toMatchObject({
      userName: ["ada"],
      text: ["Cake at five @eve"],
    });
    expect(await run("GetTweets", { tweet_ids: [id, "12"] })).toMatchObject({ userNames: [["ada", "eve"]] });
    expect((await run("GetUserMentions", { user_id: "34" }))["ids"]).toEqual([[id]]);
    for (const act of ["LikeTweet", "BookmarkTweet", "Retweet"]) {
      expect(await run(act, { tweet_id: "12" })).toEqual({ success: [true] });
    }
    expect(await run("GetLikingUsers", { tweet_id: "12" })).toMatchObject({
      id: [["7"]],
      username: [["ada"]],
    });
    expect(await run("GetRetweeters", { tweet_id: "12" })).toMatchObject({ names: [["Ada"]] });
    expect(await run("GetLikedTweets", { user_id: "7" })).toMatchObject({
      ids: [["12"]],
      userNames: [["eve"]],
    });
    expect(await run("GetBookmarkedTweets")).toMatchObject({ id: [["12"]], userName: [["eve"]] });
    for (const act of ["UnlikeTweet", "RemoveBookmarkTweet", "RemoveRetweet"]) {
      expect(await run(act, { tweet_id: "12" })).toEqual({ success: [true] });
    }
    expect((await run("GetBookmarkedTweets"))["id"]).toEqual([[]]);
    await run("DeleteTweet", { tweet_id: id });
    expect(world.posts.has(String(id))).toBe(false);
  });

  it("answer and quote others, and replies are hidden and shown again", async () => {
    const { run, world } = onX();
    const quote = { discriminator: "quote", quote_tweet_id: "12" };
    await run("PostTweet", { tweet_text: "Indeed", attachment: quote, reply_settings: { following: true } });
    const reply = await run("PostTweet", { tweet_text: "Yes", in_reply_to_tweet_id: "12" });
    expect((await run("GetQuoteTweets", { tweet_id: "12" }))["texts"]).toEqual([["Indeed"]]);
    const tweet_id = reply["tweet_id"]?.[0] ?? "";
    await run("HideReply", { tweet_id });
    expect([...world.edge("hidden", "7")]).toEqual([tweet_id]);
    await run("UnhideReply", { tweet_id });
    expect([...world.edge("hidden", "7")]).toEqual([]);
  });

  it("come by the page, with what was asked for", async () => {
    const { run } = onX();
    for (let count = 0; count < 7; count++) await run("PostTweet", { tweet_text: `Tea ${count}` });
    const fields = { tweet_fields: { lang: true }, user_fields: { verified: true } };
    const first = await run("GetUserTweets", { user_id: "7", max_results: 5, ...fields });
    expect(first["texts"]?.[0]).toHaveLength(5);
    expect(first["included"]).toMatchObject([{ users: [{ username: "ada", verified: true }] }]);
    const pagination_token = first["next_token"]?.[0] ?? "";
    const rest = await run("GetUserTweets", { user_id: "7", max_results: 5, pagination_token });
    expect(rest).toMatchObject({ texts: [["Tea 1", "Tea 0"]] });
    expect(rest["next_token"]).toBeUndefined();
  });
});

describe("people on X", () => {
  it("are told of by id and by name", async () => {
    const { run, attempt } = onX();
    const byName = { identifier: { discriminator: "username", username: "@eve" } };
    expect(await run("GetUser", byName)).toMatchObject({ id: ["34"], username_: ["eve"], name_: ["Eve"] });
    expect(await run("GetUser", { identifier: { user_id: "35" } })).toMatchObject({ name_: ["Bob"] });
    const several = { identifier: { discriminator: "user_id_list", user_ids: ["34", "35"] } };
    expect(await run("GetUsers", several)).toMatchObject({ names_: [["Eve", "Bob"]] });
    const names = { identifier: { discriminator: "username_list", usernames: ["bob", "nobody"] } };
    expect(await run("GetUsers", names)).toMatchObject({ ids: [["35"]] });
    expect(await attempt("GetUser", { identifier: { user_id: "99" } })).toEqual({
      error: ["X: Could not find user with id: [99]."],
    });
  });

  it("are followed and muted, and not any longer", async () => {
    const { run, world } = onX();
    await run("FollowUser", { target_user_id: "34" });
    await run("MuteUser", { target_user_id: "35" });
    world.edge("blocking", "7").add("35");
    expect(await run("GetFollowing", { target_user_id: "7" })).toMatchObject({ usernames: [["eve"]] });
    expect(await run("GetFollowers", { target_user_id: "34" })).toMatchObject({ ids: [["7"]] });
    expect(await run("GetMutedUsers")).toMatchObject({ usernames: [["bob"]] });
    expect(await run("GetBlockedUsers", { user_fields: { verified: true } })).toMatchObject({
      usernames_: [["bob"]],
    });
    expect((await run("GetHomeTimeline"))["texts"]).toEqual([["Tea at four"]]);
    await run("UnfollowUser", { target_user_id: "34" });
    await run("UnmuteUser", { target_user_id: "35" });
    expect((await run("GetFollowing", { target_user_id: "7" }))["ids"]).toEqual([[]]);
  });
});

it("lists on X are made, filled, followed, pinned, changed and deleted", async () => {
  const { run, world } = onX();
  const made = await run("CreateList", { name: "Teas", description: "Who drinks tea" });
  const list_id = made["list_id"]?.[0] ?? "";
  const member = { list_id, user_id: "34" };
  for (const act of ["FollowList", "PinList"])
    expect(await run(act, { list_id })).toEqual({ success: [true] });
  expect(await run("AddListMember", member)).toEqual({ success: [true] });
  expect(await run("GetList", { list_id })).toMatchObject({ owner_id: ["7"], owner_username: ["ada"] });
  expect(await run("GetListMembers", { list_id })).toMatchObject({ usernames: [["eve"]] });
  expect(await run("GetListTweets", { list_id })).toMatchObject({
    tweet_ids: [["12"]],
    texts: [["Tea at four"]],
  });
  expect(await run("GetOwnedLists", { user_id: "7" })).toMatchObject({ list_names: [["Teas"]] });
  expect(await run("GetListMemberships", { user_id: "34" })).toMatchObject({ list_ids: [[list_id]] });
  await run("UpdateList", { list_id, name: "Tea" });
  expect(await run("GetPinnedLists")).toMatchObject({ list_names: [["Tea"]] });
  expect(await run("RemoveListMember", member)).toEqual({ success: [true] });
  expect((await run("GetListMembers", { list_id }))["ids"]).toEqual([[]]);
  for (const act of ["UnfollowList", "UnpinList"])
    expect(await run(act, { list_id })).toEqual({ success: [true] });
  await run("DeleteList", { list_id });
  expect(world.lists.size).toBe(0);
});

it("Spaces on X are found, told of, and who bought and what was posted in them", async () => {
  const { run, world } = onX();
  world.edge("buyers", "1Sp").add("35");
  world.edge("shared", "1Sp").add("12");
  expect(await run("SearchSpaces", { query: "tea", state: "live" })).toMatchObject({
    ids: [["1Sp"]],
    titles: [["Tea talk"]],
    host_ids: [[["34"]]],
  });
  const identifier = { discriminator: "user_list", user_ids: ["7"] };
  expect(await run("GetSpaces", { identifier })).toMatchObject({ titles: [["More tea"]] });
  const space_id = "1Sp";
  expect(await run("GetSpaceById", { space_id, expansions: { host_ids: true } })).toMatchObject({
    host_ids: [["34"]],
    includes: [{ users: [{ username: "eve" }] }],
  });
  expect(await run("GetSpaceBuyers", { space_id })).toMatchObject({ usernames: [["bob"]] });
  expect(await run("GetSpaceTweets", { space_id })).toMatchObject({ texts: [["Tea at four"]] });
});

it("every block of X has been run against it", async () => {
  const text = await import("node:fs").then(({ readFileSync }) => readFileSync(import.meta.filename, "utf8"));
  const unrun = TWITTER_BLOCKS.map(({ name }) => name.slice("Twitter".length, -"Block".length)).filter(
    (name) => !text.includes(`"${name}"`),
  );
  expect(unrun).toEqual([]);
});
