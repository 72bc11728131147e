import { Fifo } from "./fifo.ts";
import type { FlowControl, Message } from "./message.ts";

const SECOND_MS = 1000;

/** What a restart must know of a key that somebody paused or pinned. */
export interface FlowSettings {
  key: string;
  parallelism?: number | undefined;
  rate?: number | undefined;
  periodMs: number;
  isPaused: boolean;
  isPinnedParallelism: boolean;
  isPinnedRate: boolean;
}

export interface Flow extends FlowSettings {
  /** Attempts under way. */
  active: number;
  /** Attempts started in the period. */
  started: number;
  periodStart: number;
  waiting: Fifo<Message>;
}

/** Limits of attempts per flow-control key: how many at once, how many in a period. */
export class FlowControls {
  readonly #flows = new Map<string, Flow>();
  readonly #blocked = new Set<Flow>();

  constructor(settings: FlowSettings[]) {
    for (const setting of settings) this.#flows.set(setting.key, newFlow(setting));
  }

  /** The newest message sets the limits of its key, except those that are pinned. */
  configure({ key, parallelism, rate, periodMs }: FlowControl): void {
    const flow = this.touch(key);
    if (!flow.isPinnedParallelism) flow.parallelism = parallelism;
    if (flow.isPinnedRate) return;
    flow.rate = rate;
    flow.periodMs = periodMs ?? SECOND_MS;
  }

  /** Takes a place for an attempt; false when the message has to wait and `take` will return it. */
  enter(message: Message, now: number): boolean {
    const key = message.envelope.flow?.key;
    if (key === undefined) return true;
    const flow = this.touch(key);
    if (flow.waiting.size === 0 && canStart(flow, now)) {
      start(flow);
      return true;
    }
    flow.waiting.push(message);
    this.#blocked.add(flow);
    return false;
  }

  leave(message: Message): void {
    const key = message.envelope.flow?.key;
    if (key !== undefined) this.touch(key).active -= 1;
  }

  /** The waiting messages that may start now; each has taken its place. */
  take(now: number, isPending: (message: Message) => boolean): Message[] {
    const taken: Message[] = [];
    for (const flow of this.#blocked) {
      for (let next = flow.waiting.peek(); next !== undefined; next = flow.waiting.peek()) {
        if (isPending(next)) {
          if (!canStart(flow, now)) break;
          start(flow);
          taken.push(next);
        }
        flow.waiting.shift();
      }
      if (flow.waiting.size === 0) this.#blocked.delete(flow);
    }
    return taken;
  }

  /** When the end of a period may let a message go; undefined when only an attempt's end or a resume can. */
  nextPeriod(): number | undefined {
    let earliest: number | undefined;
    for (const flow of this.#blocked) {
      const isFull = flow.parallelism !== undefined && flow.active >= flow.parallelism;
      if (flow.isPaused || isFull) continue;
      earliest = Math.min(earliest ?? Number.POSITIVE_INFINITY, flow.periodStart + flow.periodMs);
    }
    return earliest;
  }

  get(key: string): Flow | undefined {
    return this.#flows.get(key);
  }

  list(): Flow[] {
    return [...this.#flows.values()];
  }

  touch(key: string): Flow {
    const known = this.#flows.get(key);
    if (known !== undefined) return known;
    const flow = newFlow({
      key,
      periodMs: SECOND_MS,
      isPaused: false,
      isPinnedParallelism: false,
      isPinnedRate: false,
    });
    this.#flows.set(key, flow);
    return flow;
  }
}

function newFlow(settings: FlowSettings): Flow {
  return { ...settings, active: 0, started: 0, periodStart: 0, waiting: new Fifo() };
}

function canStart(flow: Flow, now: number): boolean {
  if (flow.isPaused) return false;
  if (flow.parallelism !== undefined && flow.active >= flow.parallelism) return false;
  if (now >= flow.periodStart + flow.periodMs) {
    flow.periodStart = now;
    flow.started = 0;
  }
  return flow.rate === undefined || flow.started < flow.rate;
}

function start(flow: Flow): void {
  flow.active += 1;
  flow.started += 1;
}
