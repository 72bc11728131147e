import { type SQL, sql } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import type { JsonObject } from "#lib/json.ts";
import type { Db } from "#store/db.ts";

const FINAL = ["COMPLETED", "FAILED", "TERMINATED"];

/** What the engine wrote to Postgres, by the rules of its own statements. */
export class RecordedRows {
  readonly executions = new Map<string, JsonObject>();
  readonly nodes = new Map<string, JsonObject>();
  statements = 0;

  /** As the verb that starts a run does. */
  insert(id: string): void {
    this.executions.set(id, { id, status: "QUEUED", seq: 0 });
  }

  nodesOf(id: string): JsonObject[] {
    return [...this.nodes.values()].filter((row) => row["execution_id"] === id);
  }

  apply(query: SQL): void {
    this.statements += 1;
    const { sql: text, params } = dialect.sqlToQuery(query);
    const lists = params.map((param) => JSON.parse(String(param)) as JsonObject[]);
    const runs = text.includes("insert into executions") ? (lists.pop() ?? []) : [];
    for (const row of lists.flat()) {
      const key = `${row["execution_id"]} ${row["node_id"]} ${row["ordinal"]}`;
      if (!this.nodes.has(key)) this.nodes.set(key, row);
    }
    for (const row of runs) {
      const id = String(row["id"]);
      const known = this.executions.get(id);
      const isFinal = FINAL.includes(String(known?.["status"]));
      if (isFinal || Number(known?.["seq"] ?? -1) >= Number(row["seq"])) continue;
      this.executions.set(id, row);
    }
  }
}

const dialect = new PgDialect();

/** The engine asks its database for nothing but `execute`. */
export const dbOf = (execute: (query: SQL) => Promise<void>): Db =>
  ({
    execute: async (query: SQL | string) => {
      await execute(typeof query === "string" ? sql.raw(query) : query);
      return { rows: [] };
    },
  }) as unknown as Db;
