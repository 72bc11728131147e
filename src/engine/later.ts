/** Runs something after `ms` milliseconds; what it answers calls that off. A parameter, so that a test owns time. */
export type Later = (ms: number, run: () => void) => () => void;

export const systemLater: Later = (ms, run) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};
