// Changes runs: steps them, commits what came of it, and tells whom it concerns, all in one turn (E1).

import type { Happened } from "#blocks/suspension.ts";
import type { KeptNode } from "#domain/executions/engine.ts";
import type { Event, Step } from "#kernel/execution.ts";
import { isFinal, type LogEntry } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import { advance, type Perform, resume } from "#kernel/step.ts";
import type { Clock } from "#lib/clock.ts";
import type { JsonObject } from "#lib/json.ts";
import { callWorkers, dueAt } from "./agenda.ts";
import {
  type Child,
  children,
  heardBefore,
  keepWaits,
  MAX_DEPTH,
  news,
  orphans,
  type Waits,
} from "./family.ts";
import { completeKept, keep, marked, performing } from "./kept.ts";
import type { Wake } from "./messages.ts";
import type { Reviews } from "./review-table.ts";
import { newRun, type Run, type RunFacts, type Saved, saveRun } from "./run.ts";
import { type EngineSettings, SLICE } from "./settings.ts";
import { Shelf } from "./shelf.ts";
import type { Signals } from "./signal-table.ts";
import type { Tables } from "./tables.ts";
import { beginWaits, happen } from "./waits.ts";

export interface LedgerDeps {
  tables: Tables;
  reviews: Reviews;
  signals: Signals;
  newId(): string;
  /** Runs writes as one transaction. */
  atomically(write: () => void): void;
  now: Clock;
  settings: EngineSettings;
  /** Told after every commit, in the same turn. */
  committed(commit: Commit): void;
}

export interface Commit {
  run: Run;
  log: readonly LogEntry[];
  /** Queue messages to send. */
  wakes: Wake[];
  /** When this run must be looked at again, ms since the epoch. */
  due: number;
}

export type Change = (run: Run) => Step;

/** Waits that are over at once and ready other waits, in one commit; the next ones begin with the next. */
const ROUNDS = 3;

export class Ledger {
  readonly shelf: Shelf;
  readonly #deps: LedgerDeps;

  constructor(deps: LedgerDeps) {
    this.#deps = deps;
    this.shelf = new Shelf(deps.tables);
  }

  begin(id: string, facts: RunFacts, plan: Plan, inputs: JsonObject, kept: readonly KeptNode[] = []): void {
    const started: Change = this.applying(() => [{ type: "start", at: this.#deps.now(), inputs }]);
    const run = newRun(id, facts, plan);
    keep(this.#deps.tables.kept, run, kept);
    this.change(run, [started]);
  }

  /** Steps a run by each change in turn, commits once, then tells. After a throw the run is read anew from its rows. */
  change(run: Run, changes: Change[], also: () => void = () => undefined): void {
    const before = { execution: run.execution, leases: new Map(run.leases), waits: new Map(run.waits) };
    const log: LogEntry[] = [];
    this.shelf.take(run);
    for (const change of [this.#keeping, ...changes, ...this.#waiting()]) {
      const step = change(run);
      run.execution = step.next;
      log.push(...marked(run, step.log));
    }
    for (const id of run.leases.keys()) {
      if (run.execution.live.get(id)?.state !== "RUNNING") run.leases.delete(id);
    }
    for (const id of run.waits.keys()) {
      const state = run.execution.live.get(id)?.state;
      if (state !== "WAITING" && state !== "REVIEW") run.waits.delete(id);
    }
    this.#commit(run, before, log, also);
    this.#tellFamily(run, before.waits, log);
  }

  #commit(run: Run, before: Saved, log: readonly LogEntry[], also: () => void): void {
    const { tables, atomically, settings, committed } = this.#deps;
    // One moment for both: what could be called for only a millisecond later must be due then.
    const now = this.#deps.now();
    const ids = callWorkers(run, now);
    const due = dueAt(run, now, settings);
    atomically(() => {
      saveRun(tables, run, before, log, due);
      also();
      keepWaits(this.#deps, run, before.waits, now);
    });
    this.shelf.keep(run);
    const wakes = ids.map((wake) => ({ userId: run.facts.userId, executionId: run.id, wake }));
    committed({ run, log, wakes, due });
  }

  /** Nodes that wait begin to; what waited for nothing may ready others, so this goes a few rounds. */
  #waiting(): Change[] {
    const begin = this.applying((run) => {
      return isFinal(run.execution.status) ? [] : beginWaits(run, this.#deps.now(), this.#deps.newId);
    });
    const hear: Change = this.applying((run) => {
      const heard = heardBefore(this.#deps.signals, run);
      return heard.flatMap(([id, happened]) => happen(run, id, happened, this.#deps.now()));
    });
    return Array.from({ length: ROUNDS }, () => [this.#keeping, begin, hear]).flat();
  }

  /** First of all: what is kept must be lent to nobody. */
  readonly #keeping: Change = (run) => completeKept(this.#deps.tables.kept, run, this.#deps.now());

  happening(id: string, happened: Happened): Change {
    return this.applying((run) => happen(run, id, happened, this.#deps.now()));
  }

  /** In the turn of the commit, which the object's storage makes one write with it. */
  #tellFamily(run: Run, before: Waits, log: readonly LogEntry[]): void {
    for (const id of orphans(run, before)) this.#stop(id);
    for (const child of children(run, before)) this.#startChild(run, child);
    const { parent } = run.facts;
    const happened = parent === undefined ? [] : news(log);
    const waiting =
      parent === undefined || happened.length === 0 ? null : this.shelf.findLive(parent.executionId);
    if (parent === undefined || waiting === null) return;
    this.change(
      waiting,
      happened.map((each) => this.happening(parent.nodeExecution, each)),
    );
  }

  #startChild(parent: Run, { of, id, graph, inputs }: Child): void {
    const { now } = this.#deps;
    const { userId, plans = {} } = parent.facts;
    const depth = (parent.facts.parent?.depth ?? 0) + 1;
    const planKey = plans[graph];
    if (planKey === undefined || depth > MAX_DEPTH) {
      const message =
        planKey === undefined ? `There is no graph ${graph}` : `Agents nest ${MAX_DEPTH} deep at most`;
      this.change(parent, [this.happening(of, { type: "child-end", status: "FAILED", message })]);
      return;
    }
    const left = parent.plan.limits.nodeExecutions - parent.execution.used.nodeExecutions;
    const link = { executionId: parent.id, nodeExecution: of, depth, nodeExecutions: left };
    const facts = { userId, planKey, trigger: "agent", createdAt: now(), parent: link, plans };
    this.begin(id, facts, this.shelf.planOf(planKey), inputs);
  }

  applying(events: (run: Run) => Event[]): Change {
    return (run) => advance(run.plan, run.execution, events(run), this.#performing(run), SLICE);
  }

  /** Runs pure nodes that an earlier change left over. */
  readonly resuming: Change = (run) =>
    resume(run.plan, run.execution, this.#deps.now(), this.#performing(run), SLICE);

  #performing(run: Run): Perform {
    return performing(this.#deps.tables.kept, run);
  }

  #stop(id: string): void {
    const run = this.shelf.findLive(id);
    if (run !== null) this.change(run, [this.applying(() => [{ type: "stop", at: this.#deps.now() }])]);
  }
}
