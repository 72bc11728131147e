import { type ClientBase, type Connection, DatabaseError, type FieldDef, type Submittable } from "pg";
import { type Prepared, StatementCache } from "./statement-cache.ts";

export interface Statement {
  sql: string;
  /** In PostgreSQL's text format. */
  values: (string | null)[];
}

export interface Result {
  command: string;
  rowCount: number | null;
  /** In PostgreSQL's text format. */
  rows: (string | null)[][];
  fields: FieldDef[];
}

/** The server had ended this connection before it saw the statements: they can go to another. */
export class ConnectionWasCut extends Error {}

const caches = new WeakMap<ClientBase, StatementCache>();

/** The statements this connection has prepared. */
export function statementCache(client: ClientBase): StatementCache {
  const cache = caches.get(client) ?? new StatementCache();
  caches.set(client, cache);
  return cache;
}

/** Sends all statements and one Sync in a single round trip; the first error ends the rest. */
export function pipeline(client: ClientBase, statements: Statement[]): Promise<Result[]> {
  return new Promise((resolve, reject) => {
    client.query(new Pipeline(statementCache(client), statements, resolve, reject));
  });
}

/** What `pg` calls while our messages are answered: its extension point for query classes, as pg-cursor uses it. */
class Pipeline implements Submittable {
  #cache: StatementCache;
  #statements: Statement[];
  #resolve: (results: Result[]) => void;
  #reject: (error: Error) => void;
  #prepared: Prepared[] = [];
  #parsing: { sql: string; statement: Prepared }[] = [];
  #described: Prepared | undefined;
  #isSeen = false;
  #results: Result[] = [];
  #rows: (string | null)[][] = [];

  constructor(
    cache: StatementCache,
    statements: Statement[],
    resolve: (results: Result[]) => void,
    reject: (error: Error) => void,
  ) {
    this.#cache = cache;
    this.#statements = statements;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  submit(connection: Connection): void {
    connection.on("parseComplete", this.#onParsed);
    connection.on("bindComplete", this.#onBound);
    connection.stream.cork(); // one write for all messages
    const proposed = new Map<string, Prepared>();
    for (const { sql, values } of this.#statements) {
      let statement = this.#cache.find(sql) ?? proposed.get(sql);
      if (statement === undefined) {
        statement = this.#cache.propose();
        proposed.set(sql, statement);
        this.#parsing.push({ sql, statement });
        connection.parse({ name: statement.name, text: sql, types: [] }, true);
        connection.describe({ type: "S", name: statement.name }, true);
      }
      this.#prepared.push(statement);
      connection.bind({ statement: statement.name, values }, true);
      connection.execute({}, true);
    }
    for (const name of this.#cache.takeDropped()) connection.close({ type: "S", name }, true);
    connection.sync();
    connection.stream.uncork();
  }

  #onParsed = () => {
    const parsed = this.#parsing.shift();
    if (parsed === undefined) return;
    this.#described = parsed.statement;
    this.#cache.add(parsed.sql, parsed.statement);
  };

  #onBound = () => {
    this.#isSeen = true;
  };

  #detach(connection: Connection): void {
    connection.off("parseComplete", this.#onParsed);
    connection.off("bindComplete", this.#onBound);
  }

  handleRowDescription(message: { fields: FieldDef[] }): void {
    if (this.#described) this.#described.fields = message.fields;
  }

  handleDataRow(message: { fields: (string | null)[] }): void {
    this.#rows.push(message.fields);
  }

  handleCommandComplete(message: { text: string }): void {
    const [command = "", ...counts] = message.text.split(" ");
    const count = counts.at(-1); // INSERT reports an oid before it
    const rowCount = count !== undefined && /^\d+$/.test(count) ? Number(count) : null;
    const fields = this.#prepared[this.#results.length]?.fields ?? [];
    this.#results.push({ command, rowCount, rows: this.#rows, fields });
    this.#rows = [];
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: "" });
  }

  handleCopyInResponse(connection: Connection): void {
    connection.stream.destroy(new Error("COPY FROM STDIN is not possible over HTTP"));
  }

  handleCopyData(): void {}

  handleError(error: Error, connection: Connection): void {
    this.#detach(connection);
    const isCut = error instanceof DatabaseError && error.severity === "FATAL" && !this.#isSeen;
    this.#reject(isCut ? new ConnectionWasCut(error.message, { cause: error }) : error);
  }

  handleReadyForQuery(connection: Connection): void {
    this.#detach(connection);
    this.#resolve(this.#results);
  }
}
