import type { StatementSync } from "node:sqlite";
import type { Message } from "./message.ts";
import { type Store, stored } from "./store.ts";

const KEPT_ENTRIES = 20_000;
const PRUNE_EVERY = 2_000;

export type State =
  | "CREATED"
  | "ACTIVE"
  | "DELIVERED"
  | "ERROR"
  | "RETRY"
  | "FAILED"
  | "CANCEL_REQUESTED"
  | "CANCELED";

/** One line of a message's life, as `GET /v2/events` shows it. */
export interface LogEntry {
  time: number;
  state: State;
  messageId: string;
  url: string;
  method: string;
  maxRetries?: number | undefined;
  nextDeliveryTime?: number | undefined;
  error?: string | undefined;
  responseStatus?: number | undefined;
  responseBody?: string | undefined;
  topicName?: string | undefined;
  endpointName?: string | undefined;
  scheduleId?: string | undefined;
  queueName?: string | undefined;
  flowControlKey?: string | undefined;
  callerIP: string;
  label?: string | undefined;
  labels?: string[] | undefined;
}

/** The newest entries; older ones go, as QStash's retention has it. */
export class LogTable {
  readonly #store: Store;
  readonly #insert: StatementSync;
  readonly #prune: StatementSync;
  readonly #select: StatementSync;
  /** Entries of this turn, which become one row: a row's id is that of its first entry. */
  #turn: LogEntry[] | undefined;
  #nextId: number;
  #prunedAt = 0;

  constructor(store: Store) {
    const { database } = store;
    this.#store = store;
    this.#insert = database.prepare("INSERT INTO log (id, entries) VALUES (?, ?)");
    this.#prune = database.prepare("DELETE FROM log WHERE id <= ?");
    this.#select = database.prepare("SELECT id, entries FROM log WHERE id < ? ORDER BY id DESC");
    const newest = database.prepare("SELECT id, entries FROM log ORDER BY id DESC LIMIT 1").get();
    this.#nextId =
      newest === undefined ? 1 : Number(newest["id"]) + stored<LogEntry[]>(newest["entries"]).length;
  }

  add(
    state: State,
    { id: messageId, envelope }: Message,
    time: number,
    more: Pick<LogEntry, "nextDeliveryTime" | "error" | "responseStatus" | "responseBody"> = {},
  ): void {
    this.#entriesOfTurn().push({
      time,
      state,
      messageId,
      url: envelope.url,
      method: envelope.delivery.method,
      maxRetries: envelope.delivery.retries,
      topicName: envelope.topic,
      endpointName: envelope.endpoint,
      scheduleId: envelope.scheduleId,
      queueName: envelope.queue,
      flowControlKey: envelope.flow?.key,
      callerIP: envelope.callerIp,
      label: envelope.labels?.[0],
      labels: envelope.labels,
      ...more,
    });
  }

  /** Up to `count` entries that `matches` accepts, newest first, older than the cursor. */
  list(
    matches: (entry: LogEntry) => boolean,
    count: number,
    cursor: number,
  ): { entries: LogEntry[]; cursor?: string } {
    this.#store.flush();
    const entries: LogEntry[] = [];
    for (const row of this.#select.iterate(cursor)) {
      const firstId = Number(row["id"]);
      for (const [at, entry] of [...stored<LogEntry[]>(row["entries"]).entries()].reverse()) {
        if (firstId + at >= cursor || !matches(entry)) continue;
        entries.push(entry);
        if (entries.length === count) return { entries, cursor: String(firstId + at) };
      }
    }
    return { entries };
  }

  #entriesOfTurn(): LogEntry[] {
    if (this.#turn !== undefined) return this.#turn;
    const entries: LogEntry[] = [];
    this.#turn = entries;
    this.#store.later(() => this.#write(entries));
    return entries;
  }

  #write(entries: LogEntry[]): void {
    this.#turn = undefined;
    this.#insert.run(this.#nextId, JSON.stringify(entries));
    this.#nextId += entries.length;
    if (this.#nextId - this.#prunedAt < PRUNE_EVERY) return;
    this.#prunedAt = this.#nextId;
    this.#prune.run(this.#nextId - KEPT_ENTRIES);
  }
}
