import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import type { ApiClient, ApiRequest } from "../api.ts";
import { BlockError } from "../block.ts";
import { anyDict } from "../pins.ts";

/** Posts of X with what they refer to. */
export interface Tweets {
  data: JsonObject[];
  included: JsonObject;
  meta: JsonObject;
}

type Query = NonNullable<ApiRequest["query"]>;

/** Asks for posts. X answers 200 also when there is none because of an error: that is thrown. */
export async function askTweets(client: ApiClient, path: string, query: Query): Promise<Tweets> {
  const Answer = z.object({
    data: z.union([z.array(anyDict()), anyDict().transform((tweet) => [tweet])]).default([]),
    includes: anyDict().default({}),
    meta: anyDict().default({}),
    errors: z.array(z.object({ title: z.string().default(""), detail: z.string().default("") })).default([]),
  });
  const { data, includes, meta, errors } = await client.ask(Answer, path, { query });
  const [error] = errors;
  if (data.length === 0 && error !== undefined) throw new BlockError(`X: ${error.detail || error.title}`);
  return { data, included: includes, meta };
}

const text = (of: JsonObject, key: string): string => {
  const value = of[key];
  return typeof value === "string" ? value : "";
};

export const tweetIds = ({ data }: Tweets): string[] => data.map((tweet) => text(tweet, "id"));

export const tweetTexts = ({ data }: Tweets): string[] => data.map((tweet) => text(tweet, "text"));

/** Who wrote each post; a name is empty when X does not tell it. */
export function authorsOf({ data, included }: Tweets): { ids: string[]; names: string[] } {
  const users = z.array(z.object({ id: z.string(), username: z.string() })).safeParse(included["users"]);
  const names = new Map(users.data?.map(({ id, username }) => [id, username]));
  const ids = data.map((tweet) => text(tweet, "author_id"));
  return { ids, names: ids.map((id) => names.get(id) ?? "") };
}

/** Names the next page; empty on the last. */
export const nextToken = ({ meta }: Tweets): string => text(meta, "next_token");

export const tweetsOutput = () => ({
  data: z.array(anyDict()).describe("The posts, as X tells them"),
  included: anyDict().describe("What the posts refer to, as far as it was asked for"),
  meta: anyDict().describe("What X tells of the answer as a whole"),
});
