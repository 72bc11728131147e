// Applies events to the runs of one object. Every method is synchronous, so nothing can come between reading a run,
// stepping it and writing it: one event is one transaction of state, log and due messages (E1).

import type { StartRun } from "#domain/executions/engine.ts";
import type { Event, Step } from "#kernel/execution.ts";
import { isFinal, type LogEntry } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import { advance, resume } from "#kernel/step.ts";
import type { Clock } from "#lib/clock.ts";
import { Lru } from "#lib/lru.ts";
import { callWorkers, claimable, dueAt, overdue } from "./agenda.ts";
import type { Claimed, Report, Wake } from "./messages.ts";
import { perform } from "./perform.ts";
import { loadRun, newRun, type Run, type Saved, saveRun } from "./run.ts";
import { type EngineSettings, SLICE } from "./settings.ts";
import type { Tables } from "./tables.ts";

export interface ExecutorDeps {
  tables: Tables;
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

/** A run to start; its plan as text, which is parsed once an object. */
export type Start = Omit<StartRun, "plan"> & { planKey: string; planText: string };

type Change = (run: Run) => Step;

const RUNS_IN_MEMORY = 500;
/** In characters of JSON. */
const PLANS_IN_MEMORY = 8_000_000;

const plans = () => new Lru<{ plan: Plan; size: number }>(PLANS_IN_MEMORY, ({ size }) => size);

export class Executor {
  readonly #deps: ExecutorDeps;
  readonly #runs = new Map<string, Run>();
  /** By key. Forgotten together with the rows, so that what is here is there. */
  #plans = plans();
  #heardAt: number;

  constructor(deps: ExecutorDeps) {
    this.#deps = deps;
    this.#heardAt = deps.tables.heardAt();
  }

  /** Starts a run once, however often it is asked to. */
  start({ executionId, userId, planKey, planText, trigger, createdAt, inputs }: Start): void {
    if (this.find(executionId) !== null) return;
    const plan = this.#plans.get(planKey)?.plan ?? this.#putPlan(planKey, planText);
    const run = newRun(executionId, { userId, planKey, trigger, createdAt }, plan);
    this.#transact(run, [this.#applying(() => [{ type: "start", at: this.#deps.now(), inputs }])]);
  }

  /** A worker comes by, sent by message `wake`, and takes up to `most` of what there is to do. */
  take(id: string, wake: number, most: number): Claimed[] {
    this.#hear();
    const run = this.#findLive(id);
    if (run === null) return [];
    run.wakes.outstanding = run.wakes.outstanding.filter((sent) => sent.id !== wake);
    const lent: Claimed[] = [];
    this.#transact(run, [this.#lending(most, lent)]);
    return lent;
  }

  /** Answers more work for the same worker, at most `most`; null when the report was not wanted any more. */
  report(id: string, report: Report, most: number): Claimed[] | null {
    this.#hear();
    const run = this.#findLive(id);
    if (run === null) return null;
    const isMine = run.execution.live.get(report.id)?.attempt === report.attempt;
    const lent: Claimed[] = [];
    this.#transact(run, [
      this.#applying(() => [{ type: "report", at: this.#deps.now(), ...report }]),
      this.#lending(isMine ? most : 0, lent),
    ]);
    return isMine ? lent : null;
  }

  /** Prolongs a lease; false when the node execution is not the worker's any more. */
  heartbeat(id: string, nodeExecution: string, attempt: number): boolean {
    this.#hear();
    const run = this.#findLive(id);
    const live = run?.execution.live.get(nodeExecution);
    if (run === null || live?.state !== "RUNNING" || live.attempt !== attempt) return false;
    const until = this.#deps.now() + this.#deps.settings.leaseMs;
    this.#transact(run, [
      ({ execution, leases }) => {
        leases.set(nodeExecution, until);
        return { next: execution, log: [], effects: [] };
      },
    ]);
    return true;
  }

  stop(id: string): void {
    const run = this.#findLive(id);
    if (run !== null) this.#transact(run, [this.#applying(() => [{ type: "stop", at: this.#deps.now() }])]);
  }

  /** Does what is due for a run. */
  tick(id: string): void {
    const { now, settings } = this.#deps;
    const run = this.#findLive(id);
    if (run === null) return;
    this.#transact(run, [
      this.#applying((current) => overdue(current, now(), this.#heardAt, settings)),
      (current) => resume(current.plan, current.execution, now(), perform, SLICE),
    ]);
  }

  /** Ends a run that the engine cannot carry on. */
  abort(id: string, message: string): void {
    const run = this.#findLive(id);
    if (run === null) return;
    const error = { code: "ENGINE_ERROR", message } as const;
    this.#transact(run, [this.#applying(() => [{ type: "abort", at: this.#deps.now(), error }])]);
  }

  /** The queue did not take a message: it counts as never sent, and the next one waits until then. */
  unsent({ executionId, wake }: Wake, until: number): void {
    const run = this.#findLive(executionId);
    if (run === null) return;
    run.wakes.outstanding = run.wakes.outstanding.filter(({ id }) => id !== wake);
    run.wakes.heldUntil = until;
    this.#transact(run, []);
  }

  /** Forgets runs that Postgres shows as ended before a moment. */
  forget(before: number): void {
    this.#deps.tables.forget(before);
    this.#plans = plans();
  }

  find(id: string): Run | null {
    const known = this.#runs.get(id);
    if (known !== undefined) return known;
    const row = this.#deps.tables.run(id);
    return row === null ? null : loadRun(this.#deps.tables, row, this.#planOf(row.plan));
  }

  /** Workers of this user come. Kept in a row, so that a restart does not take a busy queue for a dead one. */
  #hear(): void {
    const now = this.#deps.now();
    if (now < this.#heardAt + this.#deps.settings.leaseMs) return;
    this.#heardAt = now;
    this.#deps.tables.hear(now);
  }

  #findLive(id: string): Run | null {
    const run = this.find(id);
    return run === null || isFinal(run.execution.status) ? null : run;
  }

  #putPlan(key: string, text: string): Plan {
    this.#deps.tables.putPlan(key, text);
    return this.#keepPlan(key, text);
  }

  #planOf(key: string): Plan {
    const known = this.#plans.get(key);
    if (known !== undefined) return known.plan;
    const text = this.#deps.tables.plan(key);
    if (text === null) throw new Error(`The object has no plan ${key}`);
    return this.#keepPlan(key, text);
  }

  #keepPlan(key: string, text: string): Plan {
    const plan = JSON.parse(text) as Plan;
    this.#plans.set(key, { plan, size: text.length });
    return plan;
  }

  /** Steps a run by each change in turn, commits once, then tells. After a throw the run is read anew from its rows. */
  #transact(run: Run, changes: Change[]): void {
    const before = { execution: run.execution, leases: new Map(run.leases) };
    const log: LogEntry[] = [];
    this.#runs.delete(run.id);
    for (const change of changes) {
      const step = change(run);
      run.execution = step.next;
      log.push(...step.log);
    }
    for (const id of run.leases.keys()) {
      if (run.execution.live.get(id)?.state !== "RUNNING") run.leases.delete(id);
    }
    this.#commit(run, before, log);
  }

  #commit(run: Run, before: Saved, log: readonly LogEntry[]): void {
    const { tables, atomically, settings, committed } = this.#deps;
    // One moment for both: what could be called for only a millisecond later must be due then.
    const now = this.#deps.now();
    const ids = callWorkers(run, now);
    const due = dueAt(run, now, settings);
    atomically(() => saveRun(tables, run, before, log, due));
    if (!isFinal(run.execution.status)) this.#keep(run);
    const wakes = ids.map((wake) => ({ userId: run.facts.userId, executionId: run.id, wake }));
    committed({ run, log, wakes, due });
  }

  /** The runs that moved last stay in memory; the others are read from their rows when they move again. */
  #keep(run: Run): void {
    this.#runs.set(run.id, run);
    if (this.#runs.size <= RUNS_IN_MEMORY) return;
    const [eldest] = this.#runs.keys();
    if (eldest !== undefined) this.#runs.delete(eldest);
  }

  #applying(events: (run: Run) => Event[]): Change {
    return (run) => advance(run.plan, run.execution, events(run), perform, SLICE);
  }

  /** Lends up to `most` node executions, in the same transaction as what readied them. */
  #lending(most: number, lent: Claimed[]): Change {
    return this.#applying((run) => {
      const { now, settings } = this.#deps;
      const at = now();
      const ids = isFinal(run.execution.status) ? [] : claimable(run, at, most);
      if (ids.length > 0) run.wakes.lost = 0;
      for (const id of ids) {
        run.leases.set(id, at + settings.leaseMs);
        lent.push(claimOf(run, id, settings.leaseMs));
      }
      return ids.map((id) => ({ type: "claim", at, id }));
    });
  }
}

function claimOf(run: Run, id: string, leaseMs: number): Claimed {
  const live = run.execution.live.get(id);
  const node = live === undefined ? undefined : run.plan.nodes[live.node];
  if (live === undefined || node === undefined) throw new Error(`There is nothing to claim as ${id}`);
  return {
    id,
    attempt: live.attempt,
    lastAttempt: live.failures + 1 >= node.retry.maxAttempts,
    blockId: node.blockId,
    input: live.input,
    timeoutMs: node.timeoutMs,
    leaseMs,
  };
}
