interface Flight<T> {
  since: number;
  waiting: Set<PromiseWithResolvers<{ answer: T } | null>>;
}

/** Who asks for what another is just asking for has the answer of that call. */
export class SingleFlight<T> {
  readonly #flights = new Map<string, Flight<T>>();
  readonly #patienceMs: number;

  /** A call that began this long ago is not joined, and who has waited for one this long calls by itself. */
  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  /**
   * `keep` is given what must go on when the request of who calls is given up: others wait for it. `isNewest`, of a call,
   * says whether nobody began a later one and what it asks for was not forgotten: then its answer may be remembered.
   */
  async do(
    key: string,
    now: number,
    call: (isNewest: () => boolean) => Promise<T>,
    keep: (work: Promise<unknown>) => void,
  ): Promise<T> {
    const flight = this.#flights.get(key);
    if (flight !== undefined && now - flight.since < this.#patienceMs) {
      const joined = await this.#join(flight);
      if (joined !== null) return joined.answer;
    }
    const leading = this.#lead(key, now, call);
    keep(leading.catch(() => null));
    return leading;
  }

  /** Nobody joins the call under way any more: what it asks for has changed since it began. */
  forget(key: string): void {
    this.#flights.delete(key);
  }

  /**
   * In Workers one request must not await another's promise, but may resolve it: so each has its own, and a timer, for
   * want of which it would count as hung. Null when patience has ended.
   */
  async #join({ waiting }: Flight<T>): Promise<{ answer: T } | null> {
    const mine = Promise.withResolvers<{ answer: T } | null>();
    const timer = setTimeout(() => mine.resolve(null), this.#patienceMs);
    waiting.add(mine);
    try {
      return await mine.promise;
    } finally {
      clearTimeout(timer);
      waiting.delete(mine);
    }
  }

  async #lead(key: string, now: number, call: (isNewest: () => boolean) => Promise<T>): Promise<T> {
    const flight: Flight<T> = { since: now, waiting: new Set() };
    this.#flights.set(key, flight);
    const isNewest = () => this.#flights.get(key) === flight;
    const land = () => {
      if (isNewest()) this.#flights.delete(key);
      return flight.waiting;
    };
    try {
      const answer = await call(isNewest);
      for (const { resolve } of land()) resolve({ answer });
      return answer;
    } catch (error) {
      for (const { reject } of land()) reject(error);
      throw error;
    }
  }
}
