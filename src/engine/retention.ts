// What an object forgets, and when: runs that ended and events that came, many at a time.

import type { LedgerDeps } from "./ledger.ts";
import type { Shelf } from "./runs/shelf.ts";

const SLACK_MS = 3_600_000;

export class Retention {
  readonly #deps: LedgerDeps;
  readonly #shelf: Shelf;

  constructor(deps: LedgerDeps, shelf: Shelf) {
    this.#deps = deps;
    this.#shelf = shelf;
  }

  /** When there is something to forget, ms since the epoch; Infinity when there is nothing. */
  get at(): number {
    const { tables, signals, settings } = this.#deps;
    return Math.min(tables.eldest(), signals.eldest()) + settings.logRetentionMs + SLACK_MS;
  }

  /** Forgets the events that came, and the runs that ended and Postgres shows, a retention ago or earlier. */
  forget(): void {
    const { tables, reviews, signals, settings, now } = this.#deps;
    const before = now() - settings.logRetentionMs;
    this.#shelf.forget(before);
    reviews.forget(before);
    signals.forget(before);
    tables.deadLetters.forget();
    tables.kept.forget();
  }
}
