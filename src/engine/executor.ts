// The verbs of an object that holds runs. Each is synchronous: one event is one transaction of state, log and due
// messages, and nothing comes between (E1).

import type { Happened } from "#blocks/suspension.ts";
import type { Concurrency, KeptNode, QueuedState, Started } from "#domain/executions/engine.ts";
import type { Decision, Review, ReviewFilter } from "#domain/reviews/review.ts";
import { unchanged } from "#kernel/execution.ts";
import { isFinal } from "#kernel/log.ts";
import type { Json } from "#lib/json.ts";
import { unlent, type Wanted } from "./families/children.ts";
import { type Find, heardInTime, settling } from "./families/family.ts";
import { Ledger, type LedgerDeps, type Prepared } from "./ledger.ts";
import type { Ask, Claimed, Heard, Report, Wake } from "./messages.ts";
import { Retention } from "./retention.ts";
import { claimable, overdue } from "./runs/agenda.ts";
import { keep } from "./runs/kept.ts";
import { claimOf, withinAnswer } from "./runs/lending.ts";
import { noting } from "./runs/notes.ts";
import { capOf, type Places } from "./runs/places.ts";
import { type Change, newRun, type Run } from "./runs/run.ts";
import type { Shelf } from "./runs/shelf.ts";
import type { Start } from "./runs/start.ts";
import { overlong, ripe } from "./runs/waits.ts";
import { Usher } from "./usher.ts";

const ANY: Concurrency = { max: null, overlap: "allow" };

export class Executor {
  readonly #deps: LedgerDeps;
  readonly #ledger: Ledger;
  readonly #shelf: Shelf;
  readonly usher: Usher;
  readonly retention: Retention;
  #heardAt: number;

  constructor(deps: LedgerDeps) {
    this.#deps = deps;
    this.#ledger = new Ledger({
      ...deps,
      committed: (commit) => {
        deps.committed(commit);
        this.usher.follow(commit.run);
      },
    });
    this.#shelf = this.#ledger.shelf;
    this.usher = new Usher(deps, this.#ledger);
    this.retention = new Retention(deps, this.#shelf);
    this.#heardAt = deps.tables.heardAt();
  }

  /** What a start would do first, before it may: nothing is written and nobody told. Null where that cannot be known. */
  prepare({ executionId, planKey, inputs, kept = [], ...facts }: Start): Prepared | null {
    const plan = this.#shelf.planAtHand(planKey);
    if (plan === null || kept.length > 0) return null;
    return this.#ledger.prepare(newRun(executionId, { ...facts, planKey }, plan), inputs);
  }

  /** Starts a run once, however often it is asked to, or puts it in line; or leaves it out, as its graph wants. */
  start(asked: Start, prepared: Prepared | null = null): Started {
    const { executionId, planKey, planText, agents, inputs, ...others } = asked;
    const { kept = [], keptBefore = 0, concurrency = ANY, ...run } = others;
    const known = this.#shelf.find(executionId);
    if (known !== null) return { state: known.queued === null ? "started" : "queued" };
    const plan = this.#shelf.putPlan(planKey, planText);
    const plans: Record<string, string> = {};
    for (const [graph, agent] of Object.entries(agents ?? {})) {
      this.#shelf.putPlan(agent.planKey, agent.planText);
      plans[graph] = agent.planKey;
    }
    const facts = { ...run, planKey, plans };
    const meeting = this.usher.places.meet(plan.graphId, concurrency);
    if ("skippedFor" in meeting) return { state: "skipped", for: meeting.skippedFor };
    const cap = capOf(concurrency);
    const fresh = newRun(executionId, Number.isFinite(cap) ? { ...facts, cap } : facts, plan);
    const most = keptBefore + kept.length;
    if (most > 0) {
      keep(this.#deps.tables.kept, executionId, kept);
      fresh.kept = new Set(this.#deps.tables.kept.ids(executionId));
      if (fresh.kept.size !== most) throw new Error("Not all that the run keeps has come");
    }
    this.usher.during(() => {
      // What makes room gives its place to nobody else.
      for (const id of meeting.replaces) this.stop(id);
      this.usher.admit(fresh, inputs, prepared);
    });
    return { state: fresh.queued === null ? "started" : "queued" };
  }

  /** What a run will keep, ahead of its start: more than one call can carry. */
  keep(executionId: string, nodes: readonly KeptNode[]): void {
    if (this.#shelf.find(executionId) === null) keep(this.#deps.tables.kept, executionId, nodes);
  }

  get places(): Places {
    return this.usher.places;
  }

  /** Why a run waits in line; null when it does not. */
  queued(id: string): QueuedState | null {
    const run = this.#shelf.findLive(id);
    return run === null || run.queued === null ? null : this.usher.places.whyWaits(id, run.plan.graphId);
  }

  /** A worker comes by, sent by message `wake`, and takes up to `most` of what there is to do. */
  take(id: string, wake: number, most: number): Claimed[] {
    return this.takeAll(id, [{ wake, most }])[0] ?? [];
  }

  /** Workers of one run come by, and what each is lent is one commit. */
  takeAll(id: string, asks: readonly Ask[]): Claimed[][] {
    this.#hear();
    const run = this.#shelf.findLive(id);
    if (run === null) return [];
    const come = new Set(asks.map(({ wake }) => wake));
    run.wakes.outstanding = run.wakes.outstanding.filter((sent) => !come.has(sent.id));
    const lent = asks.map((): Claimed[] => []);
    this.#ledger.change(
      run,
      asks.map(({ most }, index) => this.#lending(most, lent[index] ?? [])),
    );
    return lent;
  }

  /** How many workers of a run were called and did not come yet. */
  awaited(id: string): number {
    return this.#shelf.findLive(id)?.wakes.outstanding.length ?? 0;
  }

  /** Answers more work for the same worker, at most `most`; null when the report was not wanted any more. */
  report(id: string, report: Report, most: number): Claimed[] | null {
    const { wanted, lent } = this.reportAll(id, [report], most);
    return wanted[0] === true ? lent : null;
  }

  /** Hears reports of one run, in one commit. */
  reportAll(id: string, reports: readonly Report[], most: number): Heard {
    this.#hear();
    const run = this.#shelf.findLive(id);
    if (run === null) return { wanted: reports.map(() => false), lent: [] };
    const { live } = run.execution;
    const wanted = reports.map(({ id: of, attempt }) => live.get(of)?.attempt === attempt);
    const lent: Claimed[] = [];
    const notes = reports.map((report) => noting(this.#deps.tables.notes, report));
    const changes = [
      ...notes.map(({ take }) => take),
      this.#ledger.applying(() =>
        reports.map(({ notes: _, ...said }) => ({ type: "report", at: this.#deps.now(), ...said })),
      ),
      this.#lending(wanted.includes(true) ? most : 0, lent),
    ];
    this.#ledger.change(run, changes, () => {
      for (const { write } of notes) write(run);
    });
    return { wanted, lent };
  }

  /** What earlier attempts noted, from number `from` on, a stretch of it; null when the node execution is not the worker's. */
  notes(id: string, nodeExecution: string, attempt: number, from: number): Json[] | null {
    const run = this.#lentIn(id, nodeExecution, attempt);
    if (run === null) return null;
    const count = run.notes.get(nodeExecution) ?? 0;
    return this.#deps.tables.notes.read(id, nodeExecution, from).slice(0, Math.max(0, count - from));
  }

  /** A worker wants a graph run for the node execution that it has; answers why that cannot be, or null. */
  spawn(id: string, nodeExecution: string, attempt: number, wanted: Wanted): string | null {
    this.#hear();
    const run = this.#lentIn(id, nodeExecution, attempt);
    if (run === null) return "The run has ended";
    const refusal = this.#ledger.messenger.spawn(run, nodeExecution, wanted);
    this.#ledger.messenger.runErrands();
    return refusal;
  }

  /** Prolongs a lease; false when the node execution is not the worker's any more. */
  heartbeat(id: string, nodeExecution: string, attempt: number): boolean {
    this.#hear();
    const run = this.#lentIn(id, nodeExecution, attempt);
    if (run === null) return false;
    const until = this.#deps.now() + this.#deps.settings.leaseMs;
    this.#ledger.change(run, [
      ({ execution, leases }) => {
        leases.set(nodeExecution, until);
        return unchanged(execution);
      },
    ]);
    return true;
  }

  stop(id: string): void {
    const run = this.#shelf.findLive(id);
    if (run !== null) this.#ledger.change(run, [this.#ledger.stopping]);
  }

  /** Does what is due for a run. */
  tick(id: string): void {
    const { now, settings, signals } = this.#deps;
    const run = this.#shelf.findLive(id);
    if (run === null) return;
    if (run.queued !== null) {
      this.usher.lookAt(run);
      return;
    }
    const find: Find = (other) => this.#shelf.find(other);
    this.#ledger.change(run, [
      this.#ledger.applying((current) => overdue(current, now(), this.#heardAt, settings)),
      this.#ledger.happening((current) => heardInTime(signals, current, now())),
      this.#ledger.happening((current) => ripe(current, now())),
      this.#ledger.applying((current) =>
        overlong(current, now(), (of) => settling(current, find, now(), of)),
      ),
      this.#ledger.resuming,
    ]);
  }

  /** Questions to people, newest first. */
  reviews(filter: ReviewFilter): { reviews: Review[]; total: number } {
    return this.#deps.reviews.list(filter);
  }

  /** One decision counts: null when the review was decided, expired or left behind before. */
  decide(id: string, { approved, data, message }: Decision): Review | null {
    const { reviews, now } = this.#deps;
    const review = reviews.get(id);
    const run = review === null ? null : this.#shelf.findLive(review.executionId);
    if (review === null || run?.waits.get(review.nodeExecutionId)?.of !== id) return null;
    if (review.expiresAt !== null && review.expiresAt <= now()) return null;
    const answer = data !== undefined && review.editable ? data : review.data;
    const happened: Happened = { type: "decision", approved, data: answer, message };
    const status = approved ? "APPROVED" : "REJECTED";
    const decided: Review = { ...review, status, data: answer, message: message || null, decidedAt: now() };
    const decision = this.#ledger.happening(() => [[review.nodeExecutionId, happened]]);
    this.#ledger.change(run, [decision], () => reviews.put(decided));
    return decided;
  }

  /** An event was sent: whoever waits for its name goes on. The same id twice is one event. */
  signal(id: string, name: string, payload: Json): void {
    this.#ledger.messenger.signal(id, name, payload);
    this.#deps.left(this.retention.at);
  }

  /** Ends a run that the engine cannot carry on. */
  abort(id: string, message: string): void {
    const run = this.#shelf.findLive(id);
    if (run !== null) this.#ledger.change(run, [this.#ledger.aborting(message)]);
  }

  /** The queue did not take a message: it counts as never sent, and the next one waits until then. */
  unsent({ executionId, wake }: Wake, until: number): void {
    const run = this.#shelf.findLive(executionId);
    if (run === null) return;
    run.wakes.outstanding = run.wakes.outstanding.filter(({ id }) => id !== wake);
    run.wakes.heldUntil = until;
    this.#ledger.change(run, []);
  }

  /** Goes on with what commits asked of other runs. */
  runErrands(): void {
    this.#ledger.messenger.runErrands();
  }

  find(id: string): Run | null {
    return this.#shelf.find(id);
  }

  /** The run whose node execution is a worker's in this attempt; null when it is not, any more. */
  #lentIn(id: string, nodeExecution: string, attempt: number): Run | null {
    const run = this.#shelf.findLive(id);
    const live = run?.execution.live.get(nodeExecution);
    return live?.state === "RUNNING" && live.attempt === attempt ? run : null;
  }

  /** Workers of this user come. Kept in a row, so that a restart does not take a busy queue for a dead one. */
  #hear(): void {
    const now = this.#deps.now();
    if (now < this.#heardAt + this.#deps.settings.leaseMs) return;
    this.#heardAt = now;
    this.#deps.tables.hear(now);
  }

  /** Lends up to `most` node executions, in the same transaction as what readied them. */
  #lending(most: number, lent: Claimed[]): Change {
    return (run) => {
      const { now, settings } = this.#deps;
      const at = now();
      const ids = isFinal(run.execution.status) ? [] : withinAnswer(run, claimable(run, at, most));
      if (ids.length > 0) run.wakes.lost = 0;
      for (const id of ids) run.leases.set(id, at + settings.leaseMs);
      const step = this.#ledger.applying(() => ids.map((id) => ({ type: "claim", at, id })))(run);
      for (const id of ids) {
        const live = step.next.live.get(id);
        if (live?.state !== "RUNNING") continue;
        const budget = unlent({ ...run, execution: step.next }, id, (other) => this.#shelf.find(other));
        lent.push({ ...claimOf(run, live, settings.leaseMs), ...(budget !== undefined && { budget }) });
      }
      return step;
    };
  }
}
