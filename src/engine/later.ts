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
