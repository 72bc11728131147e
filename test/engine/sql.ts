import { DatabaseSync, type SQLInputValue } from "node:sqlite";

export type VirtualStorage = SqlStorage & { transactionSync(write: () => void): void };

/** A Durable Object's SQL storage over node:sqlite: the part of it that the engine uses. `before` may throw. */
export function sqlStorage(before: () => void = () => undefined): VirtualStorage {
  const db = new DatabaseSync(":memory:");
  const prepared = new Map<string, ReturnType<DatabaseSync["prepare"]>>();
  const exec = (query: string, ...bindings: SQLInputValue[]) => {
    before();
    if (query.trim().split(";").length > 2) {
      db.exec(query);
      return cursor([]);
    }
    let statement = prepared.get(query);
    if (statement === undefined) {
      statement = db.prepare(query);
      prepared.set(query, statement);
    }
    return cursor(statement.all(...bindings));
  };
  const transactionSync = (write: () => void) => {
    db.exec("BEGIN");
    try {
      write();
      db.exec("COMMIT");
    } catch (error) {
      db.exec("ROLLBACK");
      throw error;
    }
  };
  return { exec, transactionSync } as unknown as VirtualStorage;
}

/** A storage that fails so many times, by default at any statement, else at those that have such words in them. */
export function faultySql() {
  const sql = sqlStorage();
  const { exec } = sql;
  const fault = { times: 0, within: "" };
  sql.exec = (query, ...given) => {
    if (fault.times > 0 && query.includes(fault.within)) {
      fault.times -= 1;
      throw new Error("The disk hiccups");
    }
    return exec(query, ...given);
  };
  return { sql, fault };
}

const cursor = (rows: object[]) => ({
  toArray: () => rows,
  one: () => rows[0],
  [Symbol.iterator]: () => rows[Symbol.iterator](),
});
