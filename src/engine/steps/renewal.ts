// Renews the leases of the steps that one delivery runs, all of them by one timer.

import type { Holder } from "../holder.ts";
import type { Claimed } from "../messages.ts";

interface RenewalDeps {
  /** A new handle on the object: one that failed stays broken. */
  object(): Pick<Holder, "heartbeat">;
  execution: string;
}

/** Renewed so often that two calls in a row may fail. */
const TIMES_A_LEASE = 3;

export class Renewal {
  readonly #deps: RenewalDeps;
  readonly #running = new Map<Claimed, () => void>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(deps: RenewalDeps) {
    this.#deps = deps;
  }

  /** From now on until `leave`. Tells, perhaps again and again, that the step was taken away. */
  join(step: Claimed, lost: () => void): void {
    this.#running.set(step, lost);
    this.#timer ??= setInterval(() => this.#renew(), step.leaseMs / TIMES_A_LEASE);
  }

  leave(step: Claimed): void {
    this.#running.delete(step);
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #renew(): void {
    for (const [step, lost] of this.#running) void this.#renewOne(step, lost);
  }

  async #renewOne({ id, attempt }: Claimed, lost: () => void): Promise<void> {
    const { object, execution } = this.#deps;
    const isOurs = await object()
      .heartbeat(execution, id, attempt)
      .catch(() => true);
    if (!isOurs) lost();
  }
}
