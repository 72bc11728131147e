import type { Clock } from "./clock.ts";

/** Runs something after `ms` milliseconds; what it answers calls that off. A parameter, so that a test owns time. */
export type Later = (ms: number, run: () => void) => () => void;

/** Rejects when there is no answer within `ms`. What was asked for may be done all the same. */
export function within<T>(later: Later, ms: number, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const callOff = later(ms, () => reject(new Error(`There was no answer within ${ms} ms`)));
    void answer.then(resolve, reject).finally(callOff);
  });
}

/** Infinity when there is none. */
export function earliest(moments: Iterable<number>): number {
  let first = Number.POSITIVE_INFINITY;
  for (const moment of moments) first = Math.min(first, moment);
  return first;
}

/** Without delay it needs no timer, of which the runtime has none shorter than a millisecond. */
export const systemLater: Later = (ms, run) => {
  if (ms <= 0) return afterThisTurn(run);
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

function afterThisTurn(run: () => void): () => void {
  let isOff = false;
  queueMicrotask(() => {
    if (!isOff) run();
  });
  return () => {
    isOff = true;
  };
}

interface Entry {
  at: number;
  run: () => void;
}

/**
 * One timer for all that is asked of it: for what is nearly always called off, as deadlines are, so that most of them cost
 * no timer. Timers are a request's own, so this is good for one.
 */
export function sharedLater(now: Clock, later: Later = systemLater): Later {
  const waiting = new Set<Entry>();
  let timer: { at: number; callOff(): void } | null = null;
  const arm = (at: number): void => {
    if (at === Number.POSITIVE_INFINITY || (timer !== null && timer.at <= at)) return;
    timer?.callOff();
    timer = { at, callOff: later(Math.max(1, at - now()), ring) };
  };
  const ring = (): void => {
    // What it was set for is due, should the clock have been set back meanwhile.
    const at = Math.max(now(), timer?.at ?? 0);
    timer = null;
    const due = [...waiting].filter((entry) => entry.at <= at).sort((a, b) => a.at - b.at);
    try {
      for (const entry of due) if (waiting.delete(entry)) entry.run();
    } finally {
      arm(earliest(Array.from(waiting, (entry) => entry.at)));
    }
  };
  return (ms, run) => {
    const entry = { at: now() + ms, run };
    waiting.add(entry);
    arm(entry.at);
    return () => waiting.delete(entry);
  };
}
