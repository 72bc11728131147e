import { index, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { users } from "./users.ts";

/** Users who sign in here, with a password. Others come with a token of somebody else's and have no row. */
export const accounts = pgTable("accounts", {
  userId: uuid()
    .primaryKey()
    .references(() => users.id, { onDelete: "cascade" }),
  /** Lower case. */
  email: text().notNull().unique(),
  /** PHC string. */
  passwordHash: text().notNull(),
  emailVerifiedAt: timestamp({ withTimezone: true, precision: 3 }),
  createdAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
});

export const sessions = pgTable(
  "sessions",
  {
    id: uuid().primaryKey(),
    userId: uuid()
      .notNull()
      .references(() => accounts.userId, { onDelete: "cascade" }),
    /** Lower-case hex SHA-256 of the cookie's value: 32 random bytes need no slow hash. */
    tokenHash: text().notNull().unique(),
    userAgent: text(),
    address: text(),
    createdAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
    lastSeenAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
    expiresAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
  },
  (table) => [
    index("sessions_by_user").on(table.userId, table.createdAt),
    index("sessions_by_expiry").on(table.expiresAt),
  ],
);

/** What is in an e-mail's link. Gone once it is used. */
export const emailLinks = pgTable(
  "email_links",
  {
    /** Lower-case hex SHA-256 of the token in the link. */
    tokenHash: text().primaryKey(),
    userId: uuid()
      .notNull()
      .references(() => accounts.userId, { onDelete: "cascade" }),
    purpose: text().$type<"verify" | "reset">().notNull(),
    createdAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
    expiresAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
  },
  (table) => [
    index("email_links_by_user").on(table.userId),
    index("email_links_by_expiry").on(table.expiresAt),
  ],
);
