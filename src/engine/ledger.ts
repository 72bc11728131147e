// Changes runs: steps them, commits what came of it, and tells whom it concerns, all in one turn (E1).

import type { Happened } from "#blocks/suspension.ts";
import type { DeadLetter } from "#domain/dead-letters/dead-letter.ts";
import { type Event, type NodeExecutionId, type Step, unchanged } from "#kernel/execution.ts";
import { isFinal, type LogEntry } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import { advance, type Perform, resume } from "#kernel/step.ts";
import type { Clock } from "#lib/clock.ts";
import type { JsonObject } from "#lib/json.ts";
import { Families } from "./families/families.ts";
import { errandsOf, type Find, heardBefore, keepWaits, settling, type Waits } from "./families/family.ts";
import { Messenger } from "./families/messenger.ts";
import type { Wake } from "./messages.ts";
import { callWorkers, dueAt } from "./runs/agenda.ts";
import { completeKept, marked, performing } from "./runs/kept.ts";
import { dropNotes } from "./runs/notes.ts";
import type { Change, Run } from "./runs/run.ts";
import { type Changed, saveRun } from "./runs/run-rows.ts";
import { Shelf } from "./runs/shelf.ts";
import { beginWaits, happen, mayWait } from "./runs/waits.ts";
import { type EngineSettings, SLICE } from "./settings.ts";
import { deadLettersOf } from "./storage/dead-letter-table.ts";
import type { Reviews } from "./storage/review-table.ts";
import type { Signals } from "./storage/signal-table.ts";
import type { Tables } from "./storage/tables.ts";

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
  /** Told that errands, or things to forget, are left for a moment. */
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

/** A run's first step, and what it went by. */
export interface Prepared {
  plan: Plan;
  timeZone: string | undefined;
  events: Event[];
  step: Step;
}

/** Waits that are over at once and ready other waits, in one commit; the next ones begin with the next. */
const ROUNDS = 3;

export class Ledger {
  readonly shelf: Shelf;
  readonly #deps: LedgerDeps;
  readonly messenger: Messenger;
  readonly #families: Families;
  readonly #find: Find = (id) => this.shelf.find(id);
  /** Of the commit under way. */
  #letters: DeadLetter[] = [];

  constructor(deps: LedgerDeps) {
    this.#deps = deps;
    this.shelf = new Shelf(deps.tables);
    this.messenger = new Messenger(deps, this);
    this.#families = new Families(this.#find);
  }

  /** Changes a run, then sees to what that means for others. */
  change(run: Run, changes: Change[], also?: () => void): void {
    this.commit(run, changes, also);
    this.messenger.runErrands();
  }

  /** Steps a run by each change in turn and commits once. After a throw the run is read anew from its rows. */
  commit(run: Run, changes: Change[], also: () => void = () => undefined): void {
    const { nodes } = run.execution;
    const before = {
      nodes,
      leases: new Map(run.leases),
      waits: new Map(run.waits),
      notes: new Map(run.notes),
      spawned: new Map(run.spawned),
    };
    const touched = new Set<NodeExecutionId>();
    const entries: LogEntry[] = [];
    this.#letters = [];
    this.shelf.take(run);
    for (const change of [this.#keeping, ...changes, ...this.#waiting(run, before.waits)]) {
      const step = change(run);
      run.execution = step.next;
      entries.push(...marked(run, step.log));
      for (const id of step.touched) touched.add(id);
    }
    dropStale(run);
    this.#save(run, { before, touched, entries }, also);
  }

  #save(run: Run, changed: Omit<Changed, "due">, also: () => void): void {
    const { before, entries } = changed;
    const { tables, atomically, settings, committed } = this.#deps;
    // One moment for both: what could be called for only a millisecond later must be due then.
    const now = this.#deps.now();
    const ids = callWorkers(run, now);
    const due = dueAt(run, now, settings);
    const errands = errandsOf(run, before, entries);
    let logged = 0;
    const write = () => {
      logged = saveRun(tables, run, { ...changed, due });
      also();
      keepWaits(this.#deps, run, before.waits, now);
      dropNotes(tables.notes, run, before.notes);
      // Who is to be stopped must not do first what others asked of it before.
      for (const errand of errands) tables.errands.put(errand, errand.type === "stop" ? 0 : now);
      for (const letter of this.#letters) tables.deadLetters.put(letter);
    };
    try {
      atomically(write);
    } catch (error) {
      tables.values.forget();
      throw error;
    }
    if (errands.length > 0) this.messenger.left();
    tables.recent.add(run.id, entries, logged);
    this.shelf.keep(run);
    this.#families.follow(run);
    const wakes = ids.map((wake) => ({ userId: run.facts.userId, executionId: run.id, wake }));
    committed({ run, log: entries, wakes, due });
  }

  /** Nodes that wait begin to; what waited for nothing may ready others, so this goes a few rounds. */
  #waiting(run: Run, before: Waits): Change[] {
    if (!mayWait(run.plan)) return [this.#keeping];
    const begin = this.applying(() => {
      return isFinal(run.execution.status) ? [] : beginWaits(run, this.#deps.now(), this.#deps.newId);
    });
    const hear = this.happening(() => heardBefore(this.#deps.signals, run, before));
    return Array.from({ length: ROUNDS }, () => [this.#keeping, begin, hear]).flat();
  }

  /** First of all: what is kept must be lent to nobody. */
  readonly #keeping: Change = (run) =>
    run.kept.size === 0
      ? unchanged(run.execution)
      : completeKept(this.#deps.tables.kept, run, this.#families.planOf(run), this.#deps.now());

  /** What happens to node executions that wait. */
  happening(happenings: (run: Run) => [NodeExecutionId, Happened][]): Change {
    return this.applying((run) =>
      happenings(run).flatMap(([id, happened]) => happen(run, id, [happened], this.#deps.now())),
    );
  }

  /** Takes a run's first step: nothing comes of it unless `starting` is given it. */
  prepare(run: Run, inputs: JsonObject): Prepared {
    const { plan, facts } = run;
    const { timeZone } = facts;
    const at = this.#deps.now();
    const events: Event[] = [{ type: "start", at, inputs, ...(timeZone !== undefined && { timeZone }) }];
    return { plan, timeZone, events, step: this.#advancing(events)(run) };
  }

  /** Begins a run; by the step that was prepared, if it would be the same now. */
  starting(inputs: JsonObject, prepared: Prepared | null = null): Change {
    return (run) => {
      const { events, step } = fits(prepared, run) ? prepared : this.prepare(run, inputs);
      this.#letters.push(...deadLettersOf(run, events, step.log));
      return step;
    };
  }

  readonly stopping: Change = (run) => this.applying(() => [{ type: "stop", at: this.#deps.now() }])(run);

  aborting(message: string): Change {
    const error = { code: "ENGINE_ERROR", message } as const;
    return this.applying(() => [{ type: "abort", at: this.#deps.now(), error }]);
  }

  /** Steps a run by events. What they give up for good is put on record in the same turn. */
  applying(events: (run: Run) => Event[]): Change {
    return (run) => {
      const happening = this.#settled(run, events(run));
      const step = this.#advancing(happening)(run);
      this.#letters.push(...deadLettersOf(run, happening, step.log));
      return step;
    };
  }

  /** What ends a run, or a node execution, from outside must not leave out what its children have spent. */
  #settled(run: Run, events: Event[]): Event[] {
    const at = this.#deps.now();
    if (events.some(({ type }) => type === "stop" || type === "abort"))
      return [...settling(run, this.#find, at), ...events];
    if (run.spawned.size === 0) return events;
    return events.flatMap((event) =>
      event.type === "report" || event.type === "lost"
        ? [...settling(run, this.#find, at, event.id), event]
        : [event],
    );
  }

  #advancing(events: readonly Event[]): Change {
    return (run) =>
      advance(this.#families.planOf(run), run.execution, events, this.#performing(run), SLICE, true);
  }

  /** Runs pure nodes that an earlier change left over. */
  readonly resuming: Change = (run) =>
    resume(this.#families.planOf(run), run.execution, this.#deps.now(), this.#performing(run), SLICE, true);

  #performing(run: Run): Perform {
    return performing(this.#deps.tables.kept, run);
  }
}

const fits = (prepared: Prepared | null, { plan, facts, kept }: Run): prepared is Prepared =>
  prepared?.plan === plan && prepared.timeZone === facts.timeZone && kept.size === 0;

/** Leases and waits of node executions that are not lent, or do not wait, any more; children and notes of those that are over. */
function dropStale({ leases, waits, notes, spawned, execution: { live } }: Run): void {
  const stateOf = (id: NodeExecutionId) => live.get(id)?.state ?? "ENDED";
  dropWhere(leases, (id) => stateOf(id) !== "RUNNING");
  dropWhere(waits, (id) => stateOf(id) !== "WAITING" && stateOf(id) !== "REVIEW");
  dropWhere(notes, (id) => stateOf(id) === "ENDED");
  dropWhere(spawned, (_child, of) => stateOf(of) === "ENDED");
}

function dropWhere<T>(map: Map<string, T>, isStale: (key: string, value: T) => boolean): void {
  for (const [key, value] of map) if (isStale(key, value)) map.delete(key);
}
