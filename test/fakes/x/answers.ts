import type { JsonObject } from "#lib/json.ts";
import { type Call, Refusal } from "../described.ts";
import type { XWorld } from "./world.ts";

type Kind = "users" | "posts" | "lists" | "spaces";

const ALWAYS: Record<Kind, readonly string[]> = {
  users: ["id", "name", "username"],
  posts: ["id", "text"],
  lists: ["id", "name"],
  spaces: ["id", "state"],
};

const FIELDS: Record<Kind, string> = {
  users: "user.fields",
  posts: "tweet.fields",
  lists: "list.fields",
  spaces: "space.fields",
};

const named = (query: URLSearchParams, name: string): string[] =>
  (query.get(name) ?? "").split(",").filter(Boolean);

/** An item with what is always told of it and what was asked for; what is expanded is told too. */
function shown(kind: Kind, item: JsonObject, query: URLSearchParams): JsonObject {
  const wanted = [...ALWAYS[kind], ...named(query, FIELDS[kind]), ...named(query, "expansions")];
  return Object.fromEntries(Object.entries(item).filter(([name]) => wanted.includes(name)));
}

/** The users that the asked-for expansions of items name. */
function included(world: XWorld, items: readonly JsonObject[], query: URLSearchParams): JsonObject {
  const ids = named(query, "expansions").flatMap((name) => items.flatMap((item) => item[name] ?? []));
  const users = [...new Set(ids.flat())].flatMap((id) => known(world.users, String(id)));
  return users.length === 0 ? {} : { includes: { users: users.map((user) => shown("users", user, query)) } };
}

function known(items: ReadonlyMap<string, JsonObject>, id: string): JsonObject[] {
  const item = items.get(id);
  return item === undefined ? [] : [item];
}

const notFound = (kind: Kind, id: string): JsonObject => {
  const resource = kind === "posts" ? "tweet" : kind.slice(0, -1);
  return {
    value: id,
    title: "Not Found Error",
    detail: `Could not find ${resource} with id: [${id}].`,
    type: "https://api.twitter.com/2/problems/resource-not-found",
  };
};

/** One item by its id: 200 with `errors` when there is none. */
export function one(world: XWorld, kind: Kind, id: string, { query }: Call): JsonObject {
  const item = world[kind].get(id);
  if (item === undefined) return { errors: [notFound(kind, id)] };
  return { data: shown(kind, item, query), ...included(world, [item], query) };
}

/** Several by their ids, those that are there. */
export function several(world: XWorld, kind: Kind, ids: readonly string[], { query }: Call): JsonObject {
  const items = ids.flatMap((id) => known(world[kind], id));
  const errors = ids.filter((id) => !world[kind].has(id)).map((id) => notFound(kind, id));
  return {
    ...(items.length > 0 && { data: items.map((item) => shown(kind, item, query)) }),
    ...included(world, items, query),
    ...(errors.length > 0 && { errors }),
  };
}

/** A page of items; `next_token` names the next. */
export function page(world: XWorld, kind: Kind, ids: Iterable<string>, { query }: Call): JsonObject {
  const items = [...ids].flatMap((id) => known(world[kind], id));
  const token = query.get("pagination_token") ?? query.get("next_token") ?? "p0";
  if (!/^p\d+$/.test(token))
    throw new Refusal(400, `The pagination_token query parameter value [${token}] is not valid`);
  const begin = Number(token.slice(1));
  const end = begin + Number(query.get("max_results") ?? 100);
  const found = items.slice(begin, end);
  return {
    ...(found.length > 0 && { data: found.map((item) => shown(kind, item, query)) }),
    ...included(world, found, query),
    meta: { result_count: found.length, ...(end < items.length && { next_token: `p${end}` }) },
  };
}
