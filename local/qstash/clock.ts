/** Time as the emulator sees it, in milliseconds since the epoch; a test may pass its own. */
export interface Clock {
  now(): number;
  /** Calls `wake` once, about when `at` is reached, so the caller looks at `now()` again; returns the cancellation. */
  wakeAt(at: number, wake: () => void): () => void;
}

// Longer timeouts overflow in Node and would fire at once.
const LONGEST_TIMEOUT = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  wakeAt(at, wake) {
    const timer = setTimeout(wake, Math.min(Math.max(at - Date.now(), 0), LONGEST_TIMEOUT));
    return () => clearTimeout(timer);
  },
};

export function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.wakeAt(clock.now() + ms, resolve));
}
