import type { Json, JsonObject } from "#lib/json.ts";
import {
  type Call,
  type Dialect,
  describedApi,
  type FakeApi,
  type Handlers,
  Refusal,
  type Tokens,
} from "../described.ts";
import { dictIn, factsOf, textIn } from "../facts.ts";
import { one, page, several } from "./answers.ts";
import { emptyWorld, type XWorld } from "./world.ts";

const TITLES: Record<number, string> = {
  400: "Invalid Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
};

const x: Dialect = {
  common: [],
  refuse: (status, message) => {
    const title = TITLES[status] ?? "Error";
    const detail = message === "" ? title : message;
    return Response.json({ title, detail, type: "about:blank", status }, { status });
  },
};

/** X, for whose token it is. */
export function fakeX(tokens: Tokens): FakeApi & { world: XWorld } {
  const world = emptyWorld();
  const handlers = { ...reads(world), ...posting(world), ...edges(world), ...lists(world), ...spaces(world) };
  return { ...describedApi(factsOf("x"), x, tokens, handlers), world };
}

const param = ({ params }: Call, name: string): string => params[name] ?? "";
const ids = ({ query }: Call, name: string): string[] => (query.get(name) ?? "").split(",");

/** Calls about what only its owner may see or change. */
function mine({ me }: XWorld, call: Call, name = "id"): string {
  if (param(call, name) !== me) throw new Refusal(403, "You are not allowed to do this for another user");
  return me;
}

function reads(world: XWorld): Handlers {
  const newestFirst = () => [...world.posts.keys()].toReversed();
  const by = (authors: ReadonlySet<string>) =>
    newestFirst().filter((id) => authors.has(textIn(world.posts.get(id) ?? {}, "author_id")));
  const containing = (text: string) =>
    newestFirst().filter((id) =>
      textIn(world.posts.get(id) ?? {}, "text")
        .toLowerCase()
        .includes(text),
    );
  const named = (username: string) => [...world.users.values()].find((user) => user["username"] === username);
  const idOf = (username: string) => textIn(named(username) ?? {}, "id") || username;
  const usersOf = (kind: string) => (call: Call) =>
    page(world, "users", world.edge(kind, param(call, "id")), call);
  return {
    getUsersMe: (call) => one(world, "users", world.me, call),
    getUsersById: (call) => one(world, "users", param(call, "id"), call),
    getUsersByUsername: (call) => one(world, "users", idOf(param(call, "username")), call),
    getUsersByIds: (call) => several(world, "users", ids(call, "ids"), call),
    getUsersByUsernames: (call) => several(world, "users", ids(call, "usernames").map(idOf), call),
    getPostsById: (call) => one(world, "posts", param(call, "id"), call),
    getPostsByIds: (call) => several(world, "posts", ids(call, "ids"), call),
    searchPostsRecent: (call) => page(world, "posts", containing(call.query.get("query") ?? ""), call),
    getUsersPosts: (call) => page(world, "posts", by(new Set([param(call, "id")])), call),
    getUsersTimeline: (call) => page(world, "posts", by(world.edge("following", mine(world, call))), call),
    getUsersMentions: (call) => {
      const { username = "" } = world.users.get(param(call, "id")) ?? {};
      return page(world, "posts", containing(`@${String(username)}`), call);
    },
    getPostsQuotedPosts: (call) => page(world, "posts", world.edge("quotes", param(call, "id")), call),
    getPostsLikingUsers: usersOf("likers"),
    getPostsRepostedBy: usersOf("reposters"),
    getUsersFollowers: usersOf("followers"),
    getUsersFollowing: usersOf("following"),
    getUsersMuting: (call) => page(world, "users", world.edge("muting", mine(world, call)), call),
    getUsersBlocking: (call) => page(world, "users", world.edge("blocking", mine(world, call)), call),
    getUsersLikedPosts: (call) => page(world, "posts", world.edge("likes", param(call, "id")), call),
    getUsersBookmarks: (call) => page(world, "posts", world.edge("bookmarks", mine(world, call)), call),
  };
}

function posting(world: XWorld): Handlers {
  return {
    createPosts: ({ body }) => {
      const text = textIn(body, "text");
      if (text === "" && body["media"] === undefined) throw new Refusal(400, "A post needs text or media");
      if (text.length > 280) throw new Refusal(403, "You are not permitted to perform this action.");
      const id = world.nextId();
      const replied = textIn(dictIn(body, "reply"), "in_reply_to_tweet_id");
      if (replied !== "" && !world.posts.has(replied))
        throw new Refusal(400, "The post to reply to is not there");
      const quoted = textIn(body, "quote_tweet_id");
      if (quoted !== "") world.edge("quotes", quoted).add(id);
      const post = { id, text, author_id: world.me, ...(replied !== "" && { in_reply_to: replied }) };
      world.posts.set(id, post);
      return Response.json({ data: { id, text, edit_history_tweet_ids: [id] } }, { status: 201 });
    },
    deletePosts: (call) => {
      const post = world.posts.get(param(call, "id"));
      if (post?.["author_id"] !== world.me) throw new Refusal(403, "You are not allowed to delete this post");
      return { data: { deleted: world.posts.delete(param(call, "id")) } };
    },
    hidePostsReply: (call) => {
      const hidden = call.body["hidden"] === true;
      const all = world.edge("hidden", world.me);
      if (hidden) all.add(param(call, "tweet_id"));
      else all.delete(param(call, "tweet_id"));
      return { data: { hidden } };
    },
  };
}

/** What ties two ids together: where it is kept from either side, what it is called, and who is meant. */
interface Tie {
  of: string;
  back: string;
  said: string;
  key: string;
  owner?: string;
}

function edges(world: XWorld): Handlers {
  const tie =
    ({ of, back, said, key, owner = "id" }: Tie, isTied: boolean) =>
    (call: Call) => {
      const me = mine(world, call, owner);
      const other = textIn(call.body, key) || param(call, key) || param(call, "source_tweet_id");
      if (![world.users, world.posts, world.lists].some((items) => items.has(other))) {
        throw new Refusal(400, `There is no ${key} ${other}`);
      }
      for (const [kind, from, to] of [[of, me, other] as const, [back, other, me] as const]) {
        if (isTied) world.edge(kind, from).add(to);
        else world.edge(kind, from).delete(to);
      }
      return { data: { [said]: isTied } };
    };
  const like = { of: "likes", back: "likers", said: "liked", key: "tweet_id" };
  const repost = { of: "reposts", back: "reposters", said: "retweeted", key: "tweet_id" };
  const bookmark = { of: "bookmarks", back: "bookmarkers", said: "bookmarked", key: "tweet_id" };
  const follow = { of: "following", back: "followers", said: "following", key: "target_user_id" };
  const mute = { of: "muting", back: "muters", said: "muting", key: "target_user_id" };
  const followList = { of: "followed", back: "followers", said: "following", key: "list_id" };
  const pin = { of: "pinned", back: "pinners", said: "pinned", key: "list_id" };
  const owner = "source_user_id";
  return {
    likePost: tie(like, true),
    unlikePost: tie(like, false),
    repostPost: tie(repost, true),
    unrepostPost: tie(repost, false),
    createUsersBookmark: tie(bookmark, true),
    deleteUsersBookmark: tie(bookmark, false),
    followUser: tie(follow, true),
    unfollowUser: tie({ ...follow, owner }, false),
    muteUser: tie(mute, true),
    unmuteUser: tie({ ...mute, owner }, false),
    followList: tie(followList, true),
    unfollowList: tie(followList, false),
    pinList: tie(pin, true),
    unpinList: tie(pin, false),
  };
}

function lists(world: XWorld): Handlers {
  const own = (call: Call): JsonObject => {
    const list = world.lists.get(param(call, "id"));
    if (list?.["owner_id"] !== world.me) throw new Refusal(403, "You are not allowed to change this list");
    return list;
  };
  const members = (call: Call) => world.edge("members", param(call, "id"));
  const having = (fits: (list: JsonObject) => boolean): string[] =>
    [...world.lists].flatMap(([id, list]) => (fits(list) ? [id] : []));
  return {
    createLists: ({ body }) => {
      const [id, name] = [world.nextId(), textIn(body, "name")];
      if (name === "" || name.length > 25) throw new Refusal(400, "A list's name has 1 to 25 characters");
      world.lists.set(id, { id, owner_id: world.me, private: false, ...body });
      return Response.json({ data: { id, name } }, { status: 201 });
    },
    updateLists: (call) => {
      Object.assign(own(call), call.body);
      return { data: { updated: true } };
    },
    deleteLists: (call) => ({ data: { deleted: world.lists.delete(textIn(own(call), "id")) } }),
    getListsById: (call) => one(world, "lists", param(call, "id"), call),
    getUsersOwnedLists: (call) =>
      page(
        world,
        "lists",
        having((list) => list["owner_id"] === param(call, "id")),
        call,
      ),
    getUsersListMemberships: (call) =>
      page(
        world,
        "lists",
        having((list) => world.edge("members", textIn(list, "id")).has(param(call, "id"))),
        call,
      ),
    getUsersPinnedLists: (call) => page(world, "lists", world.edge("pinned", mine(world, call)), call),
    getListsMembers: (call) => page(world, "users", members(call), call),
    addListsMember: (call) => changed(members(call), textIn(call.body, "user_id"), own(call) && true),
    removeListsMemberByUserId: (call) => changed(members(call), param(call, "user_id"), own(call) && false),
    getListsPosts: (call) => {
      const posts = [...world.posts.values()].filter((post) => members(call).has(textIn(post, "author_id")));
      return page(
        world,
        "posts",
        posts.map((post) => textIn(post, "id")),
        call,
      );
    },
  };
}

function changed(members: Set<string>, id: string, isMember: boolean): Json {
  if (isMember) members.add(id);
  else members.delete(id);
  return { data: { is_member: isMember } };
}

function spaces(world: XWorld): Handlers {
  const made = (call: Call) =>
    [...world.spaces.values()]
      .filter((space) => ids(call, "user_ids").includes(textIn(space, "creator_id")))
      .map((space) => textIn(space, "id"));
  return {
    getSpacesById: (call) => one(world, "spaces", param(call, "id"), call),
    getSpacesByIds: (call) => several(world, "spaces", ids(call, "ids"), call),
    getSpacesByCreatorIds: (call) => page(world, "spaces", made(call), call),
    searchSpaces: (call) => {
      const [text, state] = [call.query.get("query") ?? "", call.query.get("state") ?? "all"];
      const found = [...world.spaces.values()].filter(
        (space) =>
          textIn(space, "title").toLowerCase().includes(text) &&
          (state === "all" || space["state"] === state),
      );
      return page(
        world,
        "spaces",
        found.map((space) => textIn(space, "id")),
        call,
      );
    },
    getSpacesBuyers: (call) => page(world, "users", world.edge("buyers", param(call, "id")), call),
    getSpacesPosts: (call) => page(world, "posts", world.edge("shared", param(call, "id")), call),
  };
}
