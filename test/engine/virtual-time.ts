import type { Later } from "#lib/later.ts";

interface Timer {
  at: number;
  order: number;
  run: () => void;
  isOff: boolean;
}

/** A clock that a test turns: timers run in the order of their moments, each after all that the one before set off. */
export class VirtualTime {
  #now: number;
  #order = 0;
  readonly #heap: Timer[] = [];

  constructor(start = Date.parse("2026-11-22T10:00:00.000Z")) {
    this.#now = start;
  }

  readonly now = (): number => this.#now;

  readonly later: Later = (ms, run) => {
    this.#order += 1;
    const timer = { at: this.#now + Math.max(0, ms), order: this.#order, run, isOff: false };
    push(this.#heap, timer);
    return () => {
      timer.isOff = true;
    };
  };

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.later(ms, resolve));
  }

  /** Lets time pass, up to and including `until`; `after` is told of every moment at which something happened. */
  async pass(until: number, after: () => void = () => undefined): Promise<void> {
    await settled();
    for (let timer = this.#heap[0]; timer !== undefined && timer.at <= until; timer = this.#heap[0]) {
      pop(this.#heap);
      if (timer.isOff) continue;
      this.#now = timer.at;
      timer.run();
      await settled();
      after();
    }
    this.#now = Math.max(this.#now, until);
  }

  passes(ms: number): Promise<void> {
    return this.pass(this.#now + ms);
  }

  /** The moment of the next timer; Infinity when there is none. */
  get next(): number {
    while (this.#heap[0]?.isOff === true) pop(this.#heap);
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }
}

/** Resolves when every promise that could go on has done so: nothing here waits for the real world. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const isBefore = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

function push(heap: Timer[], timer: Timer): void {
  let index = heap.push(timer) - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (!swapIfBefore(heap, index, parent)) return;
    index = parent;
  }
}

function pop(heap: Timer[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  heap[0] = last;
  let index = 0;
  for (;;) {
    const [left, right] = [2 * index + 1, 2 * index + 2];
    const [a, b] = [heap[left], heap[right]];
    if (a === undefined) return;
    const child = b !== undefined && isBefore(b, a) ? right : left;
    if (!swapIfBefore(heap, child, index)) return;
    index = child;
  }
}

function swapIfBefore(heap: Timer[], below: number, above: number): boolean {
  const [lower, upper] = [heap[below], heap[above]];
  if (lower === undefined || upper === undefined || !isBefore(lower, upper)) return false;
  heap[above] = lower;
  heap[below] = upper;
  return true;
}
