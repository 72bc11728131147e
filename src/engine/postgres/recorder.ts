import { type Entry, type OnRecord, putOnRecord } from "#domain/executions/put-on-record.ts";
import { publicFace } from "#lib/errors.ts";
import type { Db } from "#store/db.ts";

interface Waiting {
  entry: Entry;
  size: number;
  answer: PromiseWithResolvers<OnRecord | null>;
}

/** Statements under way at once. */
const AT_ONCE = 2;
/** Runs in one statement, and characters of inputs in them after which it is full. */
const BATCH = 50;
const BATCH_SIZE = 4_000_000;

/** Puts runs on record before they begin. Those that come while others are under way go together. */
export class Recorder {
  readonly #db: () => Db;
  readonly #waiting: Waiting[] = [];
  #underWay = 0;

  constructor(db: () => Db) {
    this.#db = db;
  }

  /** Resolves once the run is on record; with null when it must not be: see `putOnRecord`. */
  record(entry: Entry): Promise<OnRecord | null> {
    const answer = Promise.withResolvers<OnRecord | null>();
    this.#waiting.push({ entry, size: JSON.stringify(entry.inputs).length, answer });
    if (this.#underWay < AT_ONCE) void this.#write();
    return answer.promise;
  }

  async #write(): Promise<void> {
    this.#underWay += 1;
    while (this.#waiting.length > 0) await this.#writeBatch(this.#batch());
    this.#underWay -= 1;
  }

  /** Who waits longest, each id once: one statement cannot come upon a row twice. */
  #batch(): Waiting[] {
    const batch = new Map<string, Waiting>();
    let size = 0;
    for (const each of this.#waiting) {
      if (batch.has(each.entry.id)) continue;
      batch.set(each.entry.id, each);
      size += each.size;
      if (batch.size === BATCH || size > BATCH_SIZE) break;
    }
    const taken = [...batch.values()];
    const left = this.#waiting.filter((each) => batch.get(each.entry.id) !== each);
    this.#waiting.splice(0, this.#waiting.length, ...left);
    return taken;
  }

  async #writeBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      const entries = batch.map(({ entry }) => entry);
      const found = await putOnRecord(this.#db(), entries);
      const rows = new Map(found.map((row) => [row.id, row]));
      for (const { entry, answer } of batch) answer.resolve(rows.get(entry.id) ?? null);
    } catch (error) {
      await this.#failed(batch, error);
    }
  }

  async #failed(batch: readonly Waiting[], error: unknown): Promise<void> {
    if (publicFace(error).code === "UNAVAILABLE") {
      // Who waits behind an outage has waited for it as long.
      for (const { answer } of [...batch, ...this.#waiting.splice(0)]) answer.reject(error);
    } else if (batch.length > 1) {
      // Each is tried alone, so that one that Postgres refuses cannot take others with it.
      for (const one of batch) await this.#writeBatch([one]);
    } else {
      batch[0]?.answer.reject(error);
    }
  }
}
