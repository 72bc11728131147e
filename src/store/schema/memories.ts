import { jsonb, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { Json } from "#lib/json.ts";
import { users } from "./users.ts";

/** What runs of a user leave for later ones. */
export const memories = pgTable(
  "memories",
  {
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** The graph whose runs share it; empty when all graphs of the user do. */
    owner: text().notNull(),
    key: text().notNull(),
    held: jsonb().$type<{ value: Json }>().notNull(),
    updatedAt: timestamp({ withTimezone: true, precision: 3 }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.owner, table.key] })],
);
