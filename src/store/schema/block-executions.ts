import { index, jsonb, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { JsonObject } from "#lib/json.ts";

/** Blocks with effects that ran by themselves, outside a graph: what they did and what it cost. */
export const blockExecutions = pgTable(
  "block_executions",
  {
    id: uuid().primaryKey(),
    userId: uuid().notNull(),
    blockId: text().notNull(),
    status: text().notNull(),
    error: text(),
    /** What it was charged, in the words of the kernel; null when nothing. */
    spent: jsonb().$type<JsonObject>(),
    createdAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
    endedAt: timestamp({ withTimezone: true, precision: 3 }),
  },
  (table) => [index("block_executions_by_user").on(table.userId, table.createdAt)],
);
