import type { JsonObject } from "#lib/json.ts";
import type { Query } from "./items.ts";
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

const user = { id: "34", name: "Eve", username: "eve" };

/** An answer of X with one user. */
export const exampleUsers: { data: JsonObject[]; meta: JsonObject } = {
  data: [user],
  meta: { result_count: 1, next_token: "b2" },
};
