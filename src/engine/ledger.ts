// Changes runs: steps them, commits what came of it, and tells whom it concerns, all in one turn (E1).

import type { Happened } from "#blocks/suspension.ts";
import type { KeptNode } from "#domain/executions/engine.ts";
import type { Event, Step } from "#kernel/execution.ts";
import { isFinal, type LogEntry } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import { advance, type Perform, resume } from "#kernel/step.ts";
import type { Clock } from "#lib/clock.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { describeError, log } from "#lib/log.ts";
import { callWorkers, dueAt } from "./agenda.ts";
import { deadLettersOf } from "./dead-letter-table.ts";
import type { DueErrand } from "./errand-table.ts";
import {
  errandsOf,
  graphRef,
  heardBefore,
  heardOf,
  keepWaits,
  MAX_DEPTH,
  news,
  type Waits,
} from "./family.ts";
import { completeKept, keep, marked, performing } from "./kept.ts";
import type { Wake } from "./messages.ts";
import type { Reviews } from "./review-table.ts";
import { newRun, type Run, type RunFacts, type Saved, saveRun, type Wait } from "./run.ts";
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
  /** Told that errands are left for a moment. */
  left(at: number): void;
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

/** Errands in one turn; the next turn is the alarm's, so that others come between. */
const ERRANDS = 30;
/** Entries of a child's log that its parent is told at once. */
const NEWS = 200;
/** An errand that fails this often cannot be done: its run is ended rather than left to hang (E2). */
const ERRAND_TRIES = 5;
const LONGEST_PAUSE_MS = 60_000;

export class Ledger {
  readonly shelf: Shelf;
  readonly #deps: LedgerDeps;
  #hasErrands: boolean;
  #isOnErrand = false;

  constructor(deps: LedgerDeps) {
    this.#deps = deps;
    this.shelf = new Shelf(deps.tables);
    this.#hasErrands = Number.isFinite(deps.tables.errands.dueAt());
  }

  begin(id: string, facts: RunFacts, plan: Plan, inputs: JsonObject, kept: readonly KeptNode[] = []): void {
    const run = newRun(id, facts, plan);
    keep(this.#deps.tables.kept, run, kept);
    this.change(run, [this.#starting(inputs)]);
  }

  /** Changes a run, then sees to what that means for others. */
  change(run: Run, changes: Change[], also?: () => void): void {
    this.#commit(run, changes, also);
    this.runErrands();
  }

  /** Does what commits asked of other runs, so much in one turn. */
  runErrands(): void {
    if (this.#isOnErrand || !this.#hasErrands) return;
    const { tables, now, left } = this.#deps;
    this.#isOnErrand = true;
    try {
      for (let done = 0; done < ERRANDS; done += 1) {
        const errand = tables.errands.next(now());
        if (errand === null) break;
        this.#tryErrand(errand);
      }
    } finally {
      this.#isOnErrand = false;
    }
    const due = tables.errands.dueAt();
    this.#hasErrands = Number.isFinite(due);
    if (this.#hasErrands) left(due);
  }

  /** An event was sent: those who wait for its name are told, one by one. */
  signal(id: string, name: string, payload: Json): void {
    const { signals, tables, atomically, now } = this.#deps;
    const at = now();
    atomically(() => {
      if (!signals.put(id, name, payload, at)) return;
      for (const { executionId, nodeExecutionId } of signals.ears(name)) {
        tables.errands.put({ type: "event", run: executionId, of: nodeExecutionId }, at);
        this.#hasErrands = true;
      }
    });
    this.runErrands();
  }

  /** Steps a run by each change in turn and commits once. After a throw the run is read anew from its rows. */
  #commit(run: Run, changes: Change[], also: () => void = () => undefined): void {
    const before = { execution: run.execution, leases: new Map(run.leases), waits: new Map(run.waits) };
    const entries: LogEntry[] = [];
    this.shelf.take(run);
    for (const change of [this.#keeping, ...changes, ...this.#waiting(before.waits)]) {
      const step = change(run);
      run.execution = step.next;
      entries.push(...marked(run, step.log));
    }
    for (const id of run.leases.keys()) {
      if (run.execution.live.get(id)?.state !== "RUNNING") run.leases.delete(id);
    }
    for (const id of run.waits.keys()) {
      const state = run.execution.live.get(id)?.state;
      if (state !== "WAITING" && state !== "REVIEW") run.waits.delete(id);
    }
    this.#save(run, before, entries, also);
  }

  #save(run: Run, before: Saved, entries: readonly LogEntry[], also: () => void): void {
    const { tables, atomically, settings, committed } = this.#deps;
    // One moment for both: what could be called for only a millisecond later must be due then.
    const now = this.#deps.now();
    const ids = callWorkers(run, now);
    const due = dueAt(run, now, settings);
    const errands = errandsOf(run, before.waits, entries);
    let logged = 0;
    atomically(() => {
      logged = saveRun(tables, run, before, entries, due);
      also();
      keepWaits(this.#deps, run, before.waits, now);
      for (const errand of errands) tables.errands.put(errand, now);
    });
    if (errands.length > 0) this.#hasErrands = true;
    tables.recent.add(run.id, entries, logged);
    this.shelf.keep(run);
    const wakes = ids.map((wake) => ({ userId: run.facts.userId, executionId: run.id, wake }));
    committed({ run, log: entries, wakes, due });
  }

  /** Nodes that wait begin to; what waited for nothing may ready others, so this goes a few rounds. */
  #waiting(before: Waits): Change[] {
    const begin = this.applying((run) => {
      return isFinal(run.execution.status) ? [] : beginWaits(run, this.#deps.now(), this.#deps.newId);
    });
    const hear: Change = this.applying((run) => {
      const heard = heardBefore(this.#deps.signals, run, before);
      return heard.flatMap(([id, happened]) => happen(run, id, [happened], this.#deps.now()));
    });
    return Array.from({ length: ROUNDS }, () => [this.#keeping, begin, hear]).flat();
  }

  /** First of all: what is kept must be lent to nobody. */
  readonly #keeping: Change = (run) => completeKept(this.#deps.tables.kept, run, this.#deps.now());

  happening(id: string, happened: Happened): Change {
    return this.applying((run) => happen(run, id, [happened], this.#deps.now()));
  }

  #tryErrand(errand: DueErrand): void {
    const { errands } = this.#deps.tables;
    const { type, run, tries } = errand;
    try {
      if (tries < ERRAND_TRIES) this.#doErrand(errand);
      else this.#giveUp(errand);
    } catch (error) {
      log("error", "errand_failed", { execution_id: run, errand: type, tries, error: describeError(error) });
      errands.postpone(errand, this.#deps.now() + Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** tries));
    }
  }

  #doErrand(errand: DueErrand): void {
    const { type, run: id, of } = errand;
    const { signals, tables } = this.#deps;
    const done = () => tables.errands.done(errand);
    const run = this.shelf.findLive(id);
    const wait = run?.waits.get(of);
    if (run !== null && type === "stop") this.#commit(run, [this.stopping], done);
    else if (run === null || wait === undefined) done();
    else if (type === "event") this.#happen(run, of, [heardOf(signals, wait.suspension)], done);
    else if (type === "tell") this.#tell(run, of, wait, done);
    else this.#startChild(run, of, wait, done);
  }

  #giveUp(errand: DueErrand): void {
    const run = this.shelf.findLive(errand.run);
    const done = () => this.#deps.tables.errands.done(errand);
    if (run === null) done();
    else this.#commit(run, [this.aborting("The engine could not carry this run on")], done);
  }

  #happen(run: Run, of: string, happened: readonly (Happened | null)[], done: () => void): void {
    const real = happened.filter((each) => each !== null);
    this.#commit(run, [this.applying((current) => happen(current, of, real, this.#deps.now()))], done);
  }

  /** Tells the node execution that waits for a child what the child's log says since it was told. */
  #tell(run: Run, of: string, { of: child, told }: Wait, done: () => void): void {
    const entries = child === null ? [] : this.#deps.tables.log(child, told, NEWS);
    const last = entries.at(-1);
    if (last === undefined) {
      done();
      return;
    }
    const noting: Change = ({ execution, waits }) => {
      const wait = waits.get(of);
      if (wait !== undefined) waits.set(of, { ...wait, told: last.seq });
      return { next: execution, log: [], effects: [] };
    };
    const telling = this.applying((current) => happen(current, of, news(entries), this.#deps.now()));
    this.#commit(run, [telling, noting], entries.length < NEWS ? done : undefined);
  }

  #startChild(parent: Run, of: string, { suspension, of: id }: Wait, done: () => void): void {
    if (suspension.type !== "child" || id === null || this.shelf.find(id) !== null) {
      done();
      return;
    }
    const graph = graphRef(suspension.graphId, suspension.graphVersion);
    const { userId, plans = {} } = parent.facts;
    const depth = (parent.facts.parent?.depth ?? 0) + 1;
    const planKey = plans[graph];
    if (planKey === undefined || depth > MAX_DEPTH) {
      const message =
        planKey === undefined ? `There is no graph ${graph}` : `Agents nest ${MAX_DEPTH} deep at most`;
      this.#happen(parent, of, [{ type: "child-end", status: "FAILED", message }], done);
      return;
    }
    const left = parent.plan.limits.nodeExecutions - parent.execution.used.nodeExecutions;
    const link = { executionId: parent.id, nodeExecution: of, depth, nodeExecutions: left };
    const facts = { userId, planKey, trigger: "agent", createdAt: this.#deps.now(), parent: link, plans };
    const child = newRun(id, facts, this.shelf.planOf(planKey));
    this.#commit(child, [this.#starting(suspension.inputs)], done);
  }

  #starting(inputs: JsonObject): Change {
    return this.applying(() => [{ type: "start", at: this.#deps.now(), inputs }]);
  }

  readonly stopping: Change = (run) => this.applying(() => [{ type: "stop", at: this.#deps.now() }])(run);

  aborting(message: string): Change {
    const error = { code: "ENGINE_ERROR", message } as const;
    return this.applying(() => [{ type: "abort", at: this.#deps.now(), error }]);
  }

  /** Steps a run by events. What they give up for good is put on record in the same turn. */
  applying(events: (run: Run) => Event[]): Change {
    return (run) => {
      const happening = events(run);
      const step = this.#advancing(happening)(run);
      for (const letter of deadLettersOf(run, happening, step.log)) this.#deps.tables.deadLetters.put(letter);
      return step;
    };
  }

  #advancing(events: readonly Event[]): Change {
    return (run) => advance(run.plan, run.execution, events, this.#performing(run), SLICE);
  }

  /** Runs pure nodes that an earlier change left over. */
  readonly resuming: Change = (run) =>
    resume(run.plan, run.execution, this.#deps.now(), this.#performing(run), SLICE);

  #performing(run: Run): Perform {
    return performing(this.#deps.tables.kept, run);
  }
}
