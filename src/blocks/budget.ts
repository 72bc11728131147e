/** What was set aside of a budget for one call. */
export interface Share {
  /** Micro-US-dollars. */
  amount: number;
  /** Gives it back; what was used of it is taken out by then. */
  release(): void;
}

/** What one attempt may cost, in micro-US-dollars: calls that it makes at once cannot exceed it together. */
export class Budget {
  #left: number;
  #held = 0;
  #waiting: (() => void)[] = [];

  constructor(most: number) {
    this.#left = most;
  }

  /** Takes out what something has cost. */
  use(cost: number): void {
    this.#left = Math.max(0, this.#left - cost);
  }

  /** Sets aside as much as is wanted, as soon as others leave it; where nobody holds any, all that is left. */
  async hold(wanted: number): Promise<Share> {
    for (;;) {
      const free = Math.max(0, this.#left - this.#held);
      if (wanted <= free || this.#held === 0) return this.#share(Math.min(wanted, free));
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #share(amount: number): Share {
    this.#held += amount;
    let isHeld = true;
    const release = () => {
      if (!isHeld) return;
      isHeld = false;
      this.#held -= amount;
      for (const wake of this.#waiting.splice(0)) wake();
    };
    return { amount, release };
  }
}
