import type { StatementSync } from "node:sqlite";
import type { Envelope, Header, Message, Outcome } from "./message.ts";
import { type Store, stored } from "./store.ts";

/** A message that failed for good, with its last answer; bodies are base64. */
export interface DeadLetter {
  dlqId: string;
  messageId: string;
  envelope: Envelope;
  body: string;
  responseStatus: number;
  responseHeader: Header;
  responseBody: string;
}

export class DeadLetterTable {
  readonly #store: Store;
  readonly #insert: StatementSync;
  readonly #get: StatementSync;
  readonly #delete: StatementSync;
  readonly #select: StatementSync;
  #nextOrder: number;

  constructor(store: Store) {
    const { database } = store;
    this.#store = store;
    this.#insert = database.prepare(`INSERT INTO dead_letter ("order", id, letter) VALUES (?, ?, ?)`);
    this.#get = database.prepare("SELECT letter FROM dead_letter WHERE id = ?");
    this.#delete = database.prepare("DELETE FROM dead_letter WHERE id = ?");
    this.#select = database.prepare(
      `SELECT "order", letter FROM dead_letter WHERE "order" < ? ORDER BY "order" DESC`,
    );
    const last = database.prepare(`SELECT coalesce(max("order"), 0) AS last FROM dead_letter`).get();
    this.#nextOrder = Number(last?.["last"] ?? 0) + 1;
  }

  /** Keeps the message for later; returns its dead letter id. */
  bury({ id, envelope, body }: Message, outcome: Outcome, now: number): string {
    const order = this.#nextOrder++;
    const letter: DeadLetter = {
      dlqId: `${now}-${order}`,
      messageId: id,
      envelope,
      body: body.toString("base64"),
      responseStatus: outcome.status,
      responseHeader: outcome.header,
      responseBody: (outcome.error === undefined ? outcome.body : Buffer.from(outcome.error)).toString(
        "base64",
      ),
    };
    this.#store.later(() => this.#insert.run(order, letter.dlqId, JSON.stringify(letter)));
    return letter.dlqId;
  }

  get(dlqId: string): DeadLetter | undefined {
    this.#store.flush();
    const row = this.#get.get(dlqId);
    return row === undefined ? undefined : stored<DeadLetter>(row["letter"]);
  }

  delete(dlqId: string): void {
    this.#delete.run(dlqId);
  }

  /** Up to `count` letters that `matches` accepts, newest first, older than the cursor. */
  list(
    matches: (letter: DeadLetter) => boolean,
    count: number,
    cursor: number,
  ): { letters: DeadLetter[]; cursor?: string } {
    this.#store.flush();
    const letters: DeadLetter[] = [];
    for (const row of this.#select.iterate(cursor)) {
      const letter = stored<DeadLetter>(row["letter"]);
      if (matches(letter)) letters.push(letter);
      if (letters.length === count) return { letters, cursor: String(row["order"]) };
    }
    return { letters };
  }
}
