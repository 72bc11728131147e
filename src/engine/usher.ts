// Gives runs their places: at once, or when one is free and it is their turn.

import { unchanged } from "#kernel/execution.ts";
import { isFinal } from "#kernel/log.ts";
import type { JsonObject } from "#lib/json.ts";
import { describeError, log } from "#lib/log.ts";
import type { Ledger, LedgerDeps } from "./ledger.ts";
import { type Placed, Places } from "./places.ts";
import type { Change, Run } from "./run.ts";
import { placedIn } from "./run-rows.ts";
import type { Living } from "./tables.ts";

/** Places given away in one turn: runs that end at once free theirs for the next. */
const PLACES = 200;

export class Usher {
  readonly #deps: LedgerDeps;
  readonly #ledger: Ledger;
  #places: Places | null = null;
  #isAtIt = false;

  constructor(deps: LedgerDeps, ledger: Ledger) {
    this.#deps = deps;
    this.#ledger = ledger;
  }

  /** Read off the runs that have not ended, once the object needs it; one that cannot be read holds no other up. */
  get places(): Places {
    this.#places ??= new Places(
      this.#deps.settings.userRuns,
      this.#deps.tables.living().flatMap((row) => this.#placedIn(row) ?? []),
    );
    return this.#places;
  }

  /** In the turn of every commit: a place that it freed is given away. */
  follow(run: Run): void {
    this.#places?.follow(run);
    if (!isFinal(run.execution.status) || run.facts.parent !== undefined) return;
    try {
      this.during(() => undefined);
    } catch (error) {
      log("error", "place_not_taken", { execution_id: run.id, error: describeError(error) });
    }
  }

  /** Begins a new run, or puts it in line. */
  admit(run: Run, inputs: JsonObject): void {
    const { places } = this;
    if (places.isFree(run.plan.graphId, run.facts.cap ?? Number.POSITIVE_INFINITY)) {
      this.#ledger.change(run, [this.#ledger.starting(inputs)]);
      return;
    }
    run.queued = { number: places.newNumber(), inputs };
    this.#ledger.change(run, []);
  }

  /** A run in line is due: it begins if it is its turn. */
  lookAt(run: Run): void {
    if (this.places.next() === run.id) this.#givePlace(run);
    else this.#ledger.change(run, []);
  }

  /** Does something, then gives the free places to those whose turn it is; after so many, the next turn goes on. */
  during(work: () => void): void {
    if (this.#isAtIt) return;
    this.#isAtIt = true;
    try {
      work();
      for (let given = 0; given <= PLACES; given += 1) {
        const id = this.places.next();
        const run = id === null ? null : this.#ledger.shelf.findLive(id);
        if (run === null) break;
        if (given < PLACES) this.#givePlace(run);
        else this.#ledger.change(run, [callingNext]);
      }
    } finally {
      this.#isAtIt = false;
    }
  }

  #givePlace(run: Run): void {
    const { inputs } = run.queued ?? { inputs: {} };
    run.queued = null;
    this.#ledger.change(run, [this.#ledger.starting(inputs)]);
  }

  #placedIn(row: Living): Placed | null {
    try {
      return placedIn(row, this.#ledger.shelf.planOf(row.plan).graphId);
    } catch (error) {
      log("error", "run_unreadable", { execution_id: row.id, error: describeError(error) });
      return null;
    }
  }
}

const callingNext: Change = (run) => {
  if (run.queued !== null) run.queued = { ...run.queued, isNext: true };
  return unchanged(run.execution);
};
