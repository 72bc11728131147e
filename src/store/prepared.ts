import type { SQL } from "drizzle-orm";
import type { PreparedQueryConfig } from "drizzle-orm/pg-core";
import type { Db } from "./db.ts";

/** A query whose text is made; `execute` takes a value for each `sql.placeholder` in it. */
export interface Prepared<T> {
  execute(values?: Record<string, unknown>): Promise<T>;
}

/** What is made of a database once: to build a query from its parts takes longer than to send it. */
export function oncePerDb<T>(make: (db: Db) => T): (db: Db) => T {
  const made = new WeakMap<Db, { value: T }>();
  return (db) => {
    let known = made.get(db);
    if (known === undefined) {
      known = { value: make(db) };
      made.set(db, known);
    }
    return known.value;
  };
}

/** A statement as text with its placeholders; it answers rows as Postgres names their columns. */
export const prepared = <Row>(statement: SQL): ((db: Db) => Prepared<{ rows: Row[] }>) =>
  oncePerDb((db) =>
    db._.session.prepareQuery<PreparedQueryConfig & { execute: { rows: Row[] } }>(
      db.execute(statement).getQuery(),
      undefined,
      undefined,
      false,
    ),
  );
