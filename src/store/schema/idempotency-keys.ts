import { index, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";

/** Requests under an Idempotency-Key of theirs, with the answer once there is one. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    userId: uuid().notNull(),
    key: text().notNull(),
    /** SHA-256 of what was asked. */
    requestHash: text().notNull(),
    /** JSON text; null while the request is in flight. */
    answer: text(),
    /** Which of the requests under this key is being served. */
    taker: uuid().notNull(),
    takenAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
    createdAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.key] }),
    index("idempotency_keys_by_age").on(table.createdAt),
  ],
);
