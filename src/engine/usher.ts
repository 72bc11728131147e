// Gives runs their places: at once, or when one is free and it is their turn.

import type { SavedConcurrency } from "#domain/executions/engine.ts";
import { unchanged } from "#kernel/execution.ts";
import { isFinal } from "#kernel/log.ts";
import type { JsonObject } from "#lib/json.ts";
import { describeError, log } from "#lib/log.ts";
import type { Ledger, LedgerDeps, Prepared } from "./ledger.ts";
import { capOf, type Placed, Places, placed, START_TRIES } from "./runs/places.ts";
import type { Change, Run } from "./runs/run.ts";
import { placedIn } from "./runs/run-rows.ts";
import type { Living } from "./storage/tables.ts";

/** Places given away in one turn: runs that end at once free theirs for the next. */
const PLACES = 200;

const CANNOT_BEGIN = `The engine could not begin this run in ${START_TRIES} tries`;

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
    this.#places ??= this.#readPlaces();
    return this.#places;
  }

  #readPlaces(): Places {
    const { settings, tables } = this.#deps;
    const runs = tables.living().flatMap((row) => this.#placedIn(row) ?? []);
    const graphs = new Set(runs.map(({ graphId }) => graphId));
    const saved = Map.groupBy(tables.caps.all(), ({ graphId }) => graphs.has(graphId));
    for (const { graphId } of saved.get(false) ?? []) tables.caps.drop(graphId);
    return new Places(settings.userRuns, runs, saved.get(true));
  }

  /**
   * Settings of a graph were saved: who waits in line goes by them from now on. Of two versions the later one counts,
   * whichever is told first.
   */
  setConcurrency({ graphId, version, concurrency }: SavedConcurrency): void {
    const { places } = this;
    // A run that was made in the same millisecond was so under the settings before.
    const saved = { graphId, version, cap: capOf(concurrency), since: this.#deps.now() + 1 };
    if (!this.#deps.tables.caps.put(saved)) return;
    places.limit(saved);
    this.during(() => undefined);
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
  admit(run: Run, inputs: JsonObject, prepared: Prepared | null): void {
    const { places } = this;
    if (places.isFree(placed(run, run.plan.graphId, null))) {
      this.#ledger.change(run, [this.#ledger.starting(inputs, prepared)]);
      return;
    }
    run.queued = { number: places.newNumber(), inputs };
    this.#ledger.change(run, []);
  }

  /** A run in line is due: from now on it may begin when it is its turn. */
  lookAt(run: Run): void {
    if (run.queued !== null) {
      const { isNext: _, asideUntil: __, ...queued } = run.queued;
      run.queued = queued;
    }
    this.#ledger.change(run, []);
    this.during(() => undefined);
  }

  /** Does something, then gives the free places to those whose turn it is; after so many, the next turn goes on. */
  during(work: () => void): void {
    if (this.#isAtIt) return;
    this.#isAtIt = true;
    try {
      work();
      for (let given = 0; given <= PLACES; given += 1) {
        const id = this.places.next();
        if (id === null) break;
        this.#turnOf(id, given < PLACES);
      }
    } finally {
      this.#isAtIt = false;
    }
  }

  /** One that cannot begin keeps nobody waiting. */
  #turnOf(id: string, canBegin: boolean): void {
    try {
      const run = this.#ledger.shelf.findLive(id);
      if (run === null) throw new Error("It is not there");
      if (canBegin) this.#givePlace(run);
      else this.#ledger.change(run, [callingNext]);
    } catch (error) {
      log("error", "start_failed", { execution_id: id, error: describeError(error) });
      this.places.stepAside(id);
      this.#tryLater(id);
    }
  }

  #givePlace(run: Run): void {
    const { inputs } = run.queued ?? { inputs: {} };
    run.queued = null;
    this.#ledger.change(run, [this.#ledger.starting(inputs)]);
  }

  /** Steps aside for longer each time, and is ended in the end. If not even that can be written, its next look will tell. */
  #tryLater(id: string): void {
    try {
      const run = this.#ledger.shelf.findLive(id);
      if (run === null || run.queued === null) return;
      const failed = (run.queued.failed ?? 0) + 1;
      run.queued = { ...run.queued, failed, asideUntil: this.#deps.now() + 1000 * 2 ** failed };
      this.#ledger.change(run, failed < START_TRIES ? [] : [this.#ledger.aborting(CANNOT_BEGIN)]);
    } catch (error) {
      log("error", "run_not_put_aside", { execution_id: id, error: describeError(error) });
    }
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
