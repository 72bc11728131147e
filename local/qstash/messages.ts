import { randomUUID } from "node:crypto";
import type { StatementSync } from "node:sqlite";
import type { Envelope, Message } from "./message.ts";
import { type Store, stored } from "./store.ts";

/** The messages that have not ended. */
export class MessageTable {
  readonly #select: StatementSync;
  readonly #insert: StatementSync;
  readonly #retry: StatementSync;
  readonly #delete: StatementSync;
  #nextOrder: number;

  constructor({ database }: Store) {
    this.#select = database.prepare(`SELECT * FROM message ORDER BY "order"`);
    this.#insert = database.prepare(
      `INSERT INTO message ("order", id, due, retried, envelope, body) VALUES (?, ?, ?, ?, ?, ?)`,
    );
    this.#retry = database.prepare(`UPDATE message SET due = ?, retried = ? WHERE "order" = ?`);
    this.#delete = database.prepare(`DELETE FROM message WHERE "order" = ?`);
    const last = database.prepare(`SELECT coalesce(max("order"), 0) AS last FROM message`).get();
    this.#nextOrder = Number(last?.["last"] ?? 0) + 1;
  }

  create(envelope: Envelope, body: Buffer): Message {
    const id = `msg_${randomUUID().replaceAll("-", "")}`;
    return { order: this.#nextOrder++, id, envelope, body, due: envelope.notBefore, retried: 0 };
  }

  insert({ order, id, due, retried, envelope, body }: Message): void {
    this.#insert.run(order, id, due, retried, JSON.stringify(envelope), body);
  }

  retry(order: number, due: number, retried: number): void {
    this.#retry.run(due, retried, order);
  }

  delete(order: number): void {
    this.#delete.run(order);
  }

  all(): Message[] {
    return this.#select.all().map((row) => ({
      order: Number(row["order"]),
      id: String(row["id"]),
      due: Number(row["due"]),
      retried: Number(row["retried"]),
      envelope: stored<Envelope>(row["envelope"]),
      body: row["body"] instanceof Uint8Array ? Buffer.from(row["body"]) : Buffer.alloc(0),
    }));
  }
}
