import * as z from "zod";
import type { ApiRequest } from "../api.ts";
import { advanced } from "../pins.ts";

/** What may be asked of X about a post and about what it refers to, by the API's own names. */
const EXPANSIONS = [
  "attachments.media_keys",
  "attachments.poll_ids",
  "author_id",
  "edit_history_tweet_ids",
  "entities.mentions.username",
  "geo.place_id",
  "in_reply_to_user_id",
  "referenced_tweets.id",
  "referenced_tweets.id.author_id",
] as const;
const MEDIA_FIELDS = [
  "alt_text",
  "duration_ms",
  "height",
  "media_key",
  "non_public_metrics",
  "organic_metrics",
  "preview_image_url",
  "promoted_metrics",
  "public_metrics",
  "type",
  "url",
  "variants",
  "width",
] as const;
const PLACE_FIELDS = [
  "contained_within",
  "country",
  "country_code",
  "full_name",
  "geo",
  "id",
  "name",
  "place_type",
] as const;
const POLL_FIELDS = ["duration_minutes", "end_datetime", "id", "options", "voting_status"] as const;
const TWEET_FIELDS = [
  "attachments",
  "author_id",
  "context_annotations",
  "conversation_id",
  "created_at",
  "edit_controls",
  "edit_history_tweet_ids",
  "entities",
  "geo",
  "id",
  "in_reply_to_user_id",
  "lang",
  "non_public_metrics",
  "note_tweet",
  "organic_metrics",
  "possibly_sensitive",
  "promoted_metrics",
  "public_metrics",
  "referenced_tweets",
  "reply_settings",
  "source",
  "text",
  "withheld",
] as const;
const USER_FIELDS = [
  "created_at",
  "description",
  "entities",
  "id",
  "location",
  "most_recent_tweet_id",
  "name",
  "pinned_tweet_id",
  "profile_image_url",
  "protected",
  "public_metrics",
  "url",
  "username",
  "Username",
  "User_ID",
  "verified",
  "verified_type",
  "withheld",
] as const;

export type Chosen = Readonly<Partial<Record<string, boolean>>>;

/** Names, each with whether it is wanted. */
export const choicePin = <const N extends readonly [string, ...string[]]>(names: N, description: string) =>
  z.partialRecord(z.enum(names), z.boolean()).optional().meta(advanced(description));

/** The chosen names as X's API takes them. */
export const chosen = (choice: Chosen = {}): string =>
  Object.keys(choice)
    .filter((name) => choice[name] === true)
    .map((name) => EXPORTED[name] ?? name)
    .join(",");

/** Names that defaults of exported graphs have, each with X's own. */
const EXPORTED: Readonly<Record<string, string>> = {
  List_Owner_ID: "owner_id",
  Owner_ID: "owner_id",
  User_ID: "id",
  Username: "username",
  Space_Title: "title",
  Host_User_IDs: "host_ids",
};

export const tweetFieldsPin = () => choicePin(TWEET_FIELDS, "What to tell of posts besides id and text");

export const userFieldsPin = () => choicePin(USER_FIELDS, "What to tell of users besides id and names");

export const tweetFieldPins = () => ({
  expansions: choicePin(EXPANSIONS, "What `included` is to hold, such as author_id"),
  media_fields: choicePin(MEDIA_FIELDS, "What to tell of media; needs the expansion"),
  place_fields: choicePin(PLACE_FIELDS, "What to tell of places; needs the expansion"),
  poll_fields: choicePin(POLL_FIELDS, "What to tell of polls; needs the expansion"),
  tweet_fields: tweetFieldsPin(),
  user_fields: choicePin(USER_FIELDS, "What to tell of users; needs an expansion"),
});

export const timePins = () => ({
  start_time: time().describe("No posts from before this time"),
  end_time: time().describe("No posts from this time on"),
  since_id: z.string().optional().meta(advanced("Only posts that are newer than the one with this id")),
  until_id: z.string().optional().meta(advanced("Only posts that are older than the one with this id")),
});

const time = () => z.iso.datetime({ offset: true }).optional();

interface TweetFields {
  expansions?: Chosen | undefined;
  media_fields?: Chosen | undefined;
  place_fields?: Chosen | undefined;
  poll_fields?: Chosen | undefined;
  tweet_fields?: Chosen | undefined;
  user_fields?: Chosen | undefined;
}

type Query = NonNullable<ApiRequest["query"]>;

export const tweetFieldQuery = (pins: TweetFields): Query => ({
  expansions: chosen(pins.expansions),
  "media.fields": chosen(pins.media_fields),
  "place.fields": chosen(pins.place_fields),
  "poll.fields": chosen(pins.poll_fields),
  "tweet.fields": chosen(pins.tweet_fields),
  "user.fields": chosen(pins.user_fields),
});

/** The same, and always who wrote the posts. */
export const authoredQuery = (pins: TweetFields): Query =>
  tweetFieldQuery({ ...pins, expansions: { ...pins.expansions, author_id: true } });

interface Times {
  start_time?: string | undefined;
  end_time?: string | undefined;
  since_id?: string | undefined;
  until_id?: string | undefined;
}

/** X takes times in UTC, to the second. */
export const timeQuery = ({ start_time, end_time, since_id, until_id }: Times): Query => ({
  start_time: inUtc(start_time),
  end_time: inUtc(end_time),
  since_id,
  until_id,
});

const inUtc = (time: string | undefined): string | undefined =>
  time === undefined ? undefined : `${new Date(time).toISOString().slice(0, 19)}Z`;
