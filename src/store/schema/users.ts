import { bigint, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

export const users = pgTable("users", {
  id: uuid().primaryKey(),
  email: text(),
  name: text(),
  /** A name of the IANA time zone database. */
  timezone: text(),
  /** Bytes of all files that are kept for them. */
  storedBytes: bigint({ mode: "number" }).notNull().default(0),
  createdAt: timestamp({ withTimezone: true, precision: 3 }).notNull().defaultNow(),
});
