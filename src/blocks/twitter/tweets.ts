import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import { anyDict } from "../pins.ts";
import { type Items, textOf, textsOf } from "./items.ts";

export const tweetIds = (tweets: Items): string[] => textsOf(tweets, "id");

export const tweetTexts = (tweets: Items): string[] => textsOf(tweets, "text");

/** Who wrote each post; a name is empty when X does not tell it. */
export function authorsOf({ data, included }: Items): { ids: string[]; names: string[] } {
  const ids = data.map((tweet) => textOf(tweet, "author_id"));
  return { ids, names: ids.map((id) => usernameOf(included, id)) };
}

/** The user name of one of the users that came with an answer. */
export function usernameOf(included: JsonObject, id: string): string {
  const users = z.array(z.object({ id: z.string(), username: z.string() })).safeParse(included["users"]);
  return users.data?.find((user) => user.id === id)?.username ?? "";
}

export const tweetsOutput = () => ({
  data: z.array(anyDict()).describe("The posts, as X tells them"),
  included: anyDict().describe("What the posts refer to, as far as it was asked for"),
  meta: anyDict().describe("What X tells of the answer as a whole"),
});
