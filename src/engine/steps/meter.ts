import type { Charge } from "#blocks/block.ts";
import { NOTHING_SPENT, plus, type Spent } from "#kernel/spent.ts";

/** Adds up what one attempt is charged. */
export class Meter {
  #spent = NOTHING_SPENT;

  /** Throws a RangeError for what is no non-negative integer: a charge that cannot be counted is a block's mistake. */
  add({ cost = 0, inputTokens = 0, outputTokens = 0, calls = 0 }: Charge): void {
    const amounts = { cost, inputTokens, outputTokens, calls };
    for (const [name, amount] of Object.entries(amounts)) {
      if (Number.isSafeInteger(amount) && amount >= 0) continue;
      throw new RangeError(`A charge's ${name} is a non-negative integer, not ${amount}`);
    }
    this.#spent = plus(this.#spent, { ...NOTHING_SPENT, ...amounts });
  }

  /** Null until there was a charge. */
  get spent(): Spent | null {
    return this.#spent === NOTHING_SPENT ? null : this.#spent;
  }
}
