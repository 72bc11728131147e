import { bigint, index, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { users } from "./users.ts";

/** What there is in the file store, and whose it is. */
export const files = pgTable(
  "files",
  {
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    id: uuid().notNull(),
    name: text().notNull(),
    contentType: text().notNull(),
    /** In bytes. */
    size: bigint({ mode: "number" }).notNull(),
    createdAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
    /** Null for a file that is kept until somebody deletes it. */
    expiresAt: timestamp({ withTimezone: true, precision: 3 }),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.id] }),
    index("files_of_user").on(table.userId, table.createdAt),
    index("files_by_end").on(table.expiresAt),
  ],
);
