import * as z from "zod";
import type { Json, JsonObject } from "#lib/json.ts";
import { advanced } from "../pins.ts";
import type { Query } from "./items.ts";
import { type Chosen, choicePin, chosen, userFieldsPin } from "./tweet-query.ts";

const EXPANSIONS = ["creator_id", "host_ids", "invited_user_ids", "speaker_ids", "topic_ids"] as const;
const SPACE_FIELDS = [
  "created_at",
  "creator_id",
  "ended_at",
  "host_ids",
  "Host_User_IDs",
  "id",
  "invited_user_ids",
  "is_ticketed",
  "lang",
  "participant_count",
  "scheduled_start",
  "speaker_ids",
  "Space_Title",
  "started_at",
  "state",
  "subscriber_count",
  "title",
  "topic_ids",
  "updated_at",
] as const;

export const spaceFieldPins = () => ({
  expansions: choicePin(EXPANSIONS, "What is to be told beside Spaces, such as host_ids"),
  space_fields: z
    .partialRecord(z.enum(SPACE_FIELDS), z.boolean())
    .default({ Space_Title: true, Host_User_IDs: true })
    .meta(advanced("What to tell of Spaces besides id and state")),
  user_fields: userFieldsPin(),
});

interface SpaceFields {
  expansions?: Chosen | undefined;
  space_fields: Chosen;
  user_fields?: Chosen | undefined;
}

export const spaceFieldQuery = ({ expansions, space_fields, user_fields }: SpaceFields): Query => ({
  expansions: chosen(expansions),
  "space.fields": chosen(space_fields),
  "user.fields": chosen(user_fields),
});

export function hostsOf(space: JsonObject): string[] {
  const hosts: Json | undefined = space["host_ids"];
  return Array.isArray(hosts) ? hosts.map(String) : [];
}

/** A Space, and how its defaults are asked for. */
export const exampleSpace = {
  query: "space.fields=title%2Chost_ids",
  data: { id: "1Sp", state: "live", title: "Tea", host_ids: ["34"] },
};
