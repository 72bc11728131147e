import * as z from "zod";
import { advanced } from "../pins.ts";
import type { Query } from "./items.ts";
import { type Chosen, chosen, userFieldsPin } from "./tweet-query.ts";

const EXPANSIONS = ["owner_id", "List_Owner_ID"] as const;
const LIST_FIELDS = [
  "created_at",
  "description",
  "follower_count",
  "id",
  "member_count",
  "name",
  "owner_id",
  "Owner_ID",
  "private",
] as const;

export const listFieldPins = () => ({
  expansions: z
    .partialRecord(z.enum(EXPANSIONS), z.boolean())
    .default({ List_Owner_ID: true })
    .meta(advanced("What is to be told beside lists: who owns them")),
  user_fields: userFieldsPin()
    .unwrap()
    .default({ User_ID: true, Username: true })
    .meta(advanced("What to tell of users")),
  list_fields: z
    .partialRecord(z.enum(LIST_FIELDS), z.boolean())
    .default({ Owner_ID: true })
    .meta(advanced("What to tell of lists besides id and name")),
});

interface ListFields {
  expansions: Chosen;
  user_fields: Chosen;
  list_fields: Chosen;
}

export const listFieldQuery = ({ expansions, user_fields, list_fields }: ListFields): Query => ({
  expansions: chosen(expansions),
  "user.fields": chosen(user_fields),
  "list.fields": chosen(list_fields),
});

/** An answer of X with one list, and how its defaults are asked for. */
export const exampleLists = {
  query: "expansions=owner_id&user.fields=id%2Cusername&list.fields=owner_id",
  data: [{ id: "56", name: "Tea", owner_id: "34" }],
  includes: { users: [{ id: "34", name: "Eve", username: "eve" }] },
  meta: { result_count: 1 },
};
