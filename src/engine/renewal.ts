// Renews the leases of the steps that one delivery runs, all of them by one timer.

import type { Holder } from "./holder.ts";
import type { Claimed } from "./messages.ts";

interface RenewalDeps {
  /** A new handle on the object: one that failed stays broken. */
  object(): Pick<Holder, "heartbeat">;
  execution: string;
}

/** Renewed so often that two calls in a row may fail. */
const TIMES_A_LEASE = 3;

export class Renewal {
  readonly #deps: RenewalDeps;
  readonly #running = new Map<Claimed, AbortController>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(deps: RenewalDeps) {
    this.#deps = deps;
  }

  /** From now on until `leave`. The answer aborts when the step was taken away. */
  join(step: Claimed): AbortController {
    const stop = new AbortController();
    this.#running.set(step, stop);
    this.#timer ??= setInterval(() => this.#renew(), step.leaseMs / TIMES_A_LEASE);
    return stop;
  }

  leave(step: Claimed): void {
    this.#running.delete(step);
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #renew(): void {
    for (const [step, stop] of this.#running) void this.#renewOne(step, stop);
  }

  async #renewOne({ id, attempt }: Claimed, stop: AbortController): Promise<void> {
    const { object, execution } = this.#deps;
    const isOurs = await object()
      .heartbeat(execution, id, attempt)
      .catch(() => true);
    if (!isOurs) stop.abort();
  }
}
