import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import type { ApiClient } from "../api.ts";
import {
  askItems,
  type Items,
  itemsOutput,
  nextOutput,
  nextToken,
  type Query,
  referred,
  textsOf,
} from "./items.ts";
import { type Chosen, choicePin, chosen, tweetFieldsPin, userFieldsPin } from "./tweet-query.ts";

const EXPANSIONS = ["pinned_tweet_id", "most_recent_tweet_id", "affiliation.user_id"] as const;

export const userFieldPins = () => ({
  expansions: choicePin(EXPANSIONS, "What is to be told beside users, such as pinned_tweet_id"),
  tweet_fields: tweetFieldsPin(),
  user_fields: userFieldsPin(),
});

interface UserFields {
  expansions?: Chosen | undefined;
  tweet_fields?: Chosen | undefined;
  user_fields?: Chosen | undefined;
}

export const userFieldQuery = ({ expansions, tweet_fields, user_fields }: UserFields): Query => ({
  expansions: chosen(expansions),
  "tweet.fields": chosen(tweet_fields),
  "user.fields": chosen(user_fields),
});

interface UserPage extends UserFields {
  max_results: number;
  pagination_token: string;
}

export const askUsers = (
  client: ApiClient,
  path: string,
  { max_results, pagination_token, ...fields }: UserPage,
): Promise<Items> => askItems(client, path, { ...userFieldQuery(fields), max_results, pagination_token });

export const usersOutput = () => ({
  ids: z.array(z.string()).describe("Ids of the users"),
  usernames: z.array(z.string()).describe("User names of the users"),
  next_token: nextOutput(),
  ...itemsOutput("users"),
  includes: referred(),
});

/** A page of users on the pins of `usersOutput`. */
export function* usersPins(users: Items) {
  yield ["ids", textsOf(users, "id")] as const;
  yield ["usernames", textsOf(users, "username")] as const;
  const next = nextToken(users);
  if (next !== "") yield ["next_token", next] as const;
  yield ["data", users.data] as const;
  yield ["includes", users.included] as const;
  yield ["meta", users.meta] as const;
}

const user = { id: "34", name: "Eve", username: "eve" };

/** An answer of X with one user. */
export const exampleUsers: { data: JsonObject[]; meta: JsonObject } = {
  data: [user],
  meta: { result_count: 1, next_token: "b2" },
};
