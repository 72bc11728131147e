/** Runs something after `ms` milliseconds; what it answers calls that off. A parameter, so that a test owns time. */
export type Later = (ms: number, run: () => void) => () => void;

/** Infinity when there is none. */
export function earliest(moments: Iterable<number>): number {
  let first = Number.POSITIVE_INFINITY;
  for (const moment of moments) first = Math.min(first, moment);
  return first;
}

export const systemLater: Later = (ms, run) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};
