import { index, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { JsonObject } from "#lib/json.ts";
import { users } from "./users.ts";

export const graphs = pgTable(
  "graphs",
  {
    id: uuid().primaryKey(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    activeVersion: integer().notNull(),
    latestVersion: integer().notNull(),
    createdAt: timestamp({ withTimezone: true, precision: 3 }).notNull().defaultNow(),
    updatedAt: timestamp({ withTimezone: true, precision: 3 }).notNull().defaultNow(),
    deletedAt: timestamp({ withTimezone: true, precision: 3 }),
  },
  (table) => [index("graphs_by_user").on(table.userId, table.updatedAt, table.id)],
);

/** Immutable: saving a graph again makes the next version. */
export const graphVersions = pgTable(
  "graph_versions",
  {
    graphId: uuid()
      .notNull()
      .references(() => graphs.id, { onDelete: "cascade" }),
    version: integer().notNull(),
    name: text().notNull(),
    description: text().notNull(),
    nodes: jsonb().$type<StoredNode[]>().notNull(),
    links: jsonb().$type<StoredLink[]>().notNull(),
    subGraphs: jsonb().$type<JsonObject[]>().notNull(),
    settings: jsonb().$type<JsonObject>().notNull(),
    inputSchema: jsonb().$type<JsonObject>().notNull(),
    outputSchema: jsonb().$type<JsonObject>().notNull(),
    createdAt: timestamp({ withTimezone: true, precision: 3 }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.graphId, table.version] })],
);

interface StoredNode {
  id: string;
  blockId: string;
  inputDefault: JsonObject;
  metadata: JsonObject;
}

interface StoredLink {
  id: string;
  sourceId: string;
  sourceName: string;
  sinkId: string;
  sinkName: string;
  isStatic: boolean;
}
