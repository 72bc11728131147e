import { sql } from "drizzle-orm";
import {
  bigint,
  index,
  integer,
  json,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import type { Json, JsonObject } from "#lib/json.ts";

/** A node execution as its run's row holds it: times in milliseconds since the epoch. */
export interface StoredNode {
  nodeId: string;
  ordinal: number;
  blockId: string;
  status: string;
  attempt: number;
  input: JsonObject;
  output: Record<string, Json[]>;
  error: string | null;
  spent: JsonObject | null;
  startedAt: number | null;
  endedAt: number | null;
}

/** Written at start as QUEUED, from then on only by the execution's object (E6). */
export const executions = pgTable(
  "executions",
  {
    id: uuid().primaryKey(),
    userId: uuid().notNull(),
    graphId: uuid().notNull(),
    graphVersion: integer().notNull(),
    status: text().notNull(),
    trigger: text().notNull(),
    inputs: jsonb().$type<JsonObject>().notNull(),
    outputs: jsonb().$type<Record<string, Json[]>>().notNull(),
    stats: jsonb().$type<JsonObject>().notNull(),
    error: jsonb().$type<JsonObject>(),
    /** The run whose finished nodes this one kept. */
    retryOf: uuid(),
    /** The run one of whose nodes waits for this one. */
    parentExecutionId: uuid(),
    /**
     * Node executions of a run that has ended, in order of appearance: read all at once, as they were written. Null
     * where they have rows of their own: of a large run, and of one that ended before this column was there.
     */
    nodes: json().$type<StoredNode[]>(),
    tags: text().array().notNull().default(sql`'{}'::text[]`),
    /** Number of the last log entry that these rows show. */
    seq: integer().notNull(),
    createdAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
    startedAt: timestamp({ withTimezone: true, precision: 3 }),
    endedAt: timestamp({ withTimezone: true, precision: 3 }),
  },
  // Read backwards for newest first. With `desc()` here nulls would come last, and `order by … desc` not use it.
  (table) => [
    index("executions_by_user").on(table.userId, table.createdAt, table.id),
    index("executions_by_graph").on(table.userId, table.graphId, table.createdAt, table.id),
    index("executions_by_status").on(table.userId, table.status, table.createdAt, table.id),
    index("executions_live")
      .on(table.userId, table.createdAt, table.id)
      .where(sql`status in ('INCOMPLETE', 'QUEUED', 'RUNNING', 'REVIEW')`),
    // Runs without tags, which are most, are not in it and cost it nothing.
    index("executions_by_tag").using("gin", table.tags).where(sql`tags <> '{}'`),
  ],
);

/** How many executions have ended, kept by triggers of `executions`: counting them all takes ever longer. */
export const executionCounts = pgTable(
  "execution_counts",
  {
    userId: uuid().notNull(),
    graphId: uuid().notNull(),
    status: text().notNull(),
    ended: bigint({ mode: "number" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.graphId, table.status] })],
);

/** Node executions whose run's row does not hold them. */
export const nodeExecutions = pgTable(
  "node_executions",
  {
    executionId: uuid()
      .notNull()
      .references(() => executions.id, { onDelete: "cascade" }),
    nodeId: text().notNull(),
    /** Which activation of the node this was, from 1. */
    ordinal: integer().notNull(),
    /** Among the node executions of the run, in order of appearance, from 0. */
    position: integer().notNull(),
    blockId: text().notNull(),
    status: text().notNull(),
    attempt: integer().notNull(),
    input: jsonb().$type<JsonObject>().notNull(),
    output: jsonb().$type<Record<string, Json[]>>().notNull(),
    error: text(),
    /** What it was charged, in the words of the kernel; null when nothing. */
    spent: jsonb().$type<JsonObject>(),
    startedAt: timestamp({ withTimezone: true, precision: 3 }),
    endedAt: timestamp({ withTimezone: true, precision: 3 }),
  },
  (table) => [primaryKey({ columns: [table.executionId, table.nodeId, table.ordinal] })],
);
