import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS message (
    "order" INTEGER PRIMARY KEY, id TEXT NOT NULL, due INTEGER NOT NULL, retried INTEGER NOT NULL,
    envelope TEXT NOT NULL, body BLOB NOT NULL
  );
  CREATE TABLE IF NOT EXISTS deduplication (
    key TEXT PRIMARY KEY, message_id TEXT NOT NULL, expires_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS deduplication_expires_at ON deduplication (expires_at);
  CREATE TABLE IF NOT EXISTS dead_letter ("order" INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, letter TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS log (id INTEGER PRIMARY KEY, entries TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS record (
    kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, name)
  ) WITHOUT ROWID;
`;

interface Write {
  work: () => void;
  /** Told once the work is on disk, or why it is not. */
  settle?: (error?: unknown) => void;
}

/**
 * The emulator's SQLite file. What was committed survives SIGKILL of this process; another process cannot
 * open the file meanwhile.
 */
export class Store {
  readonly database: DatabaseSync;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #onError: (error: unknown) => void;
  #writes: Write[] = [];
  #isScheduled = false;

  /** @throws Error when another process has the file open. */
  constructor(file: string, onError: (error: unknown) => void) {
    if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true });
    this.#onError = onError;
    this.database = new DatabaseSync(file);
    try {
      this.database.exec(
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;",
      );
      this.database.exec(SCHEMA);
    } catch (cause) {
      this.database.close();
      throw new Error(`QStash cannot use ${file}; is another process using it?`, { cause });
    }
    this.#begin = this.database.prepare("BEGIN");
    this.#commit = this.database.prepare("COMMIT");
  }

  /** Commits `work` at once, after the writes that wait. */
  transaction<T>(work: () => T): T {
    this.flush();
    return this.#inTransaction(work);
  }

  /** Commits `work` with the other writes of this turn of the event loop: one commit serves them all. */
  commit<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      let result: T;
      this.#add({
        work: () => {
          result = work();
        },
        settle: (error) => (error === undefined ? resolve(result) : reject(error)),
      });
    });
  }

  /** Like `commit`, when nobody waits for it. */
  later(work: () => void): void {
    this.#add({ work });
  }

  /** Commits what waits; after an error it waits on, unless somebody has been told of it. */
  flush(): void {
    const writes = this.#writes;
    if (writes.length === 0 || !this.database.isOpen) return;
    this.#writes = [];
    try {
      this.#inTransaction(() => {
        for (const { work } of writes) work();
      });
      for (const { settle } of writes) settle?.();
    } catch (error) {
      this.#onError(error);
      for (const { settle } of writes) settle?.(error);
      this.#writes = [...writes.filter(({ settle }) => settle === undefined), ...this.#writes];
    }
  }

  close(): void {
    this.flush();
    this.database.close();
  }

  #add(write: Write): void {
    this.#writes.push(write);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.flush();
    });
  }

  #inTransaction<T>(work: () => T): T {
    this.#begin.run();
    try {
      const result = work();
      this.#commit.run();
      return result;
    } catch (error) {
      this.database.exec("ROLLBACK");
      throw error;
    }
  }
}

/** Reads JSON back as the type under which this store wrote it: only for columns that one place writes. */
export function stored<T>(json: unknown): T {
  const value: T = JSON.parse(String(json));
  return value;
}
