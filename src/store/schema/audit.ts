import { bigint, jsonb, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { JsonObject } from "#lib/json.ts";

/** What happened to accounts and credentials; only ever added to. The last three columns are a trigger's to fill. */
export const auditEvents = pgTable(
  "audit_events",
  {
    /** The user whom it concerns, also after that user is gone; the nil UUID for what concerns nobody we know. */
    chain: uuid().notNull(),
    at: timestamp({ withTimezone: true, precision: 3 }).notNull(),
    action: text().notNull(),
    outcome: text().notNull(),
    actorKind: text().notNull(),
    actorUserId: uuid(),
    /** The API key or client that acted for the user. */
    actorId: text(),
    targetType: text(),
    targetId: text(),
    address: text(),
    userAgent: text(),
    requestId: text().notNull(),
    details: jsonb().$type<JsonObject>().notNull(),
    /** From 1, without gaps. */
    seq: bigint({ mode: "number" }).notNull().default(0),
    /** Of the event before it in the chain; empty for the first. */
    previousHash: text().notNull().default(""),
    /** Lower-case hex SHA-256 of the event and `previousHash`. */
    hash: text().notNull().default(""),
  },
  (table) => [primaryKey({ columns: [table.chain, table.seq] })],
);

/** The last event of each chain: appending locks its row, and an end that was cut off shows. */
export const auditHeads = pgTable("audit_heads", {
  chain: uuid().primaryKey(),
  seq: bigint({ mode: "number" }).notNull(),
  hash: text().notNull(),
});
