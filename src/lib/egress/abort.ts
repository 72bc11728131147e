import { EgressError } from "./error.ts";

/** The total time of one request and its answer, and the caller's own signal, as one. */
export interface Deadline {
  /** Its reason is what the caller sees: an EgressError `timeout`, or the reason of the caller's signal. */
  signal: AbortSignal;
  /** The answer is complete, or closed: stops the timer. */
  end: () => void;
  /** There will be no answer: stops the timer and closes whatever is still open. */
  cut: () => void;
}

export function startDeadline(host: string, ms: number, outer: AbortSignal | null | undefined): Deadline {
  const own = new AbortController();
  const late = () =>
    own.abort(new EgressError("timeout", `${host} did not answer in full within ${ms / 1000} s`));
  const timer = setTimeout(late, ms);
  const end = () => clearTimeout(timer);
  return {
    signal: outer ? AbortSignal.any([own.signal, outer]) : own.signal,
    end,
    cut: () => {
      end();
      own.abort();
    },
  };
}

/** The promise's outcome, or the signal's reason as soon as it aborts, however long the promise goes on. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const abort = () => reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort);
  work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  return promise;
}
