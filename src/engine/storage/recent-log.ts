import type { LogEntry } from "#kernel/log.ts";
import { Lru } from "#lib/lru.ts";

/** In characters of JSON: of all logs together, and of one of them. */
const CAPACITY = 8_000_000;
const CAPACITY_OF_ONE = 1_000_000;

interface Tail {
  entries: LogEntry[];
  size: number;
}

const tails = () => new Lru<Tail>(CAPACITY, ({ size }) => size);

/** The newest entries of the logs that grew last: who follows a run, and its rows, need not read what was just written. */
export class RecentLog {
  #tails = tails();

  /** Call when entries are committed; `size` is theirs in characters of JSON. */
  add(run: string, entries: readonly LogEntry[], size: number): void {
    if (entries.length === 0) return;
    const tail = this.#tails.get(run);
    if (tail !== undefined && follows(tail, entries) && tail.size + size <= CAPACITY_OF_ONE) {
      tail.entries.push(...entries);
      this.#tails.set(run, { entries: tail.entries, size: tail.size + size });
    } else if (size <= CAPACITY_OF_ONE) {
      this.#tails.set(run, { entries: [...entries], size });
    } else {
      this.#tails.delete(run);
    }
  }

  clear(): void {
    this.#tails = tails();
  }

  /** Up to `most` entries after a cursor; null when they are not all at hand. */
  read(run: string, after: number, most: number): LogEntry[] | null {
    const entries = this.#tails.get(run)?.entries;
    const first = entries?.[0]?.seq;
    if (entries === undefined || first === undefined || after + 1 < first) return null;
    return entries.slice(after + 1 - first, after + 1 - first + most);
  }
}

const follows = ({ entries }: Tail, [next]: readonly LogEntry[]): boolean =>
  next !== undefined && entries.at(-1)?.seq === next.seq - 1;
