import { index, integer, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { users } from "./users.ts";

/** What people let their agents use. The secret is in `sealed` alone; every other column may be shown to its owner. */
export const credentials = pgTable(
  "credentials",
  {
    id: uuid().primaryKey(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    provider: text().notNull(),
    type: text().$type<"api_key" | "oauth2" | "user_password" | "host_scoped">().notNull(),
    title: text().notNull(),
    /** Granted by the provider, not those that were asked for. */
    scopes: text().array().notNull(),
    /** Of an OAuth account, as its provider names it. */
    username: text(),
    /** The only host it may be sent to, where the provider does not decide that. */
    host: text(),
    /** The secret as JSON, in an envelope (lib/envelope.ts). */
    sealed: text().notNull(),
    /** Which key-encryption key the envelope needs. */
    keyId: text().notNull(),
    expiresAt: timestamp({ withTimezone: true, precision: 3 }),
    /** When the access token of an OAuth credential ends; null when it does not. */
    accessExpiresAt: timestamp({ withTimezone: true, precision: 3 }),
    /** Counts the secrets that this row has had: a refresh replaces exactly the one that it began with. */
    version: integer().notNull().default(1),
    /** Somebody refreshes it until then. */
    refreshingUntil: timestamp({ withTimezone: true, precision: 3 }),
    /** Why it cannot be used any more. */
    failure: text(),
    createdAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
    updatedAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
  },
  (table) => [index("credentials_by_user").on(table.userId, table.createdAt, table.id)],
);
