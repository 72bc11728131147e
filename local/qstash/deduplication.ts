import type { StatementSync } from "node:sqlite";
import type { Store } from "./store.ts";

const WINDOW_MS = 10 * 60_000;
const PRUNE_EVERY = 500;

/** Which message a deduplication id stands for, for ten minutes after it was published. */
export class DeduplicationTable {
  readonly #select: StatementSync;
  readonly #insert: StatementSync;
  readonly #prune: StatementSync;
  #inserted = 0;

  constructor({ database }: Store) {
    this.#select = database.prepare("SELECT message_id FROM deduplication WHERE key = ? AND expires_at > ?");
    this.#insert = database.prepare(
      "INSERT OR REPLACE INTO deduplication (key, message_id, expires_at) VALUES (?, ?, ?)",
    );
    this.#prune = database.prepare("DELETE FROM deduplication WHERE expires_at <= ?");
  }

  find(key: string, now: number): string | undefined {
    const row = this.#select.get(key, now);
    return row === undefined ? undefined : String(row["message_id"]);
  }

  remember(key: string, messageId: string, now: number): void {
    this.#insert.run(key, messageId, now + WINDOW_MS);
    if (++this.#inserted % PRUNE_EVERY === 0) this.#prune.run(now);
  }
}
