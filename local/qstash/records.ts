import type { StatementSync } from "node:sqlite";
import { type Store, stored } from "./store.ts";

/** Small named values of one kind: queues, schedules, URL groups, settings. */
export class Records<T> {
  readonly #kind: string;
  readonly #get: StatementSync;
  readonly #set: StatementSync;
  readonly #delete: StatementSync;
  readonly #list: StatementSync;

  constructor(store: Store, kind: string) {
    const { database } = store;
    this.#kind = kind;
    this.#get = database.prepare("SELECT value FROM record WHERE kind = ? AND name = ?");
    this.#set = database.prepare("INSERT OR REPLACE INTO record (kind, name, value) VALUES (?, ?, ?)");
    this.#delete = database.prepare("DELETE FROM record WHERE kind = ? AND name = ?");
    this.#list = database.prepare("SELECT value FROM record WHERE kind = ? ORDER BY name");
  }

  get(name: string): T | undefined {
    const row = this.#get.get(this.#kind, name);
    return row === undefined ? undefined : stored<T>(row["value"]);
  }

  set(name: string, value: T): void {
    this.#set.run(this.#kind, name, JSON.stringify(value));
  }

  delete(name: string): void {
    this.#delete.run(this.#kind, name);
  }

  list(): T[] {
    return this.#list.all(this.#kind).map((row) => stored<T>(row["value"]));
  }
}
