import { type Later, systemLater } from "./later.ts";

/** A time limit, and perhaps somebody else's signal, as one. */
export interface Deadline {
  /** Its reason is that of whichever came first. */
  signal: AbortSignal;
  /** The outcome of one piece of work at a time, or the signal's reason as soon as it aborts, however long the work goes on. */
  meet<T>(work: Promise<T>): Promise<T>;
  /** The work is done: stops the timer. */
  end(): void;
  /** There will be no more work: stops the timer, aborts, and gives up what is under way. */
  cut(): void;
}

/** One timer and one listener, which `end` and `cut` take away: AbortSignal.timeout and AbortSignal.any leave theirs behind. */
export function startDeadline(
  ms: number,
  lateness: () => Error,
  outer: AbortSignal | null = null,
  later: Later = systemLater,
): Deadline {
  const own = new AbortController();
  let giveUp: (reason: unknown) => void = () => undefined;
  const abort = (reason?: unknown) => {
    own.abort(reason);
    giveUp(own.signal.reason);
  };
  const leave = () => abort(outer?.reason);
  const callOff = later(ms, () => abort(lateness()));
  outer?.addEventListener("abort", leave);
  const end = () => {
    callOff();
    outer?.removeEventListener("abort", leave);
  };
  return {
    signal: own.signal,
    meet: (work) =>
      new Promise((resolve, reject) => {
        giveUp = reject;
        if (own.signal.aborted) reject(own.signal.reason);
        work.then(resolve, reject);
      }),
    end,
    cut: () => {
      end();
      abort();
    },
  };
}
