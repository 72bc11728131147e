// Sees to it that Postgres shows every run: at what pace, in which batches, and what happens while it is away.

import { LARGE_RUN } from "#domain/executions/large-run.ts";
import { emptyHistory, read } from "#kernel/history.ts";
import { isFinal } from "#kernel/log.ts";
import type { Clock } from "#lib/clock.ts";
import { publicFace } from "#lib/errors.ts";
import { earliest, type Later } from "#lib/later.ts";
import { describeError, log } from "#lib/log.ts";
import type { Db } from "#store/db.ts";
import type { Executor } from "../executor.ts";
import type { Run } from "../runs/run.ts";
import { PAGE, PAGE_SIZE } from "../size.ts";
import type { Tables } from "../storage/tables.ts";
import { projectLarge } from "./large-projection.ts";
import { project, type View, viewOf } from "./projection.ts";

export interface ProjectorDeps {
  tables: Tables;
  executor: Pick<Executor, "find">;
  db(): Db;
  now: Clock;
  later: Later;
}

/** A run is shown this long after it began, then at this pace: until its row says that it is over, its object is asked. */
const FIRST_SHOWN_MS = 300;
/** Those who wait for a run come first. Runs that end together share a statement, and so do those of a busy user. */
const END_SHOWN_MS = 15;
const REST_MS = 50;
const SHOWN_EVERY_MS = 2000;
/** Pauses while Postgres is away, and while it refuses what a run comes to. */
const LONGEST_PAUSE_MS = 15_000;
const LONGEST_REFUSAL_MS = 3_600_000;
const LONGEST_TIMER_MS = 30_000;
/** Runs in one batch; it is full before when they have as much data as a large run. */
const BATCH = 50;

/** Rows that are written together. */
interface Batch {
  /** Of their runs. */
  ids: string[];
  write(): Promise<View[]>;
  /** The same, a run at a time. */
  each(): Batch[];
}

export class Projector {
  readonly #deps: ProjectorDeps;
  /** When the row of each run must be written, ms since the epoch. */
  readonly #due = new Map<string, number>();
  /** How often in a row what a run's rows are made of was refused. */
  readonly #refused = new Map<string, number>();
  #isWriting = false;
  #pauseMs = 0;
  /** Nothing is written before this moment, ms since the epoch. */
  #restsUntil = 0;
  #timer: { at: number; callOff(): void } | null = null;

  constructor(deps: ProjectorDeps) {
    this.#deps = deps;
  }

  /** When the next rows must be written, should what is under way not come to its end; Infinity when none must be. */
  get nextAt(): number {
    return this.#isWriting ? this.#deps.now() : earliest(this.#due.values());
  }

  /** Goes on with what is due: long pauses have no timer, which would keep the object from sleeping. */
  wake(): void {
    this.#schedule(this.nextAt);
  }

  /** A run changed, or must be looked at after its object slept. */
  show({ id, isOver, shown }: { id: string; isOver: boolean; shown: number }): void {
    const pace = shown === 0 ? FIRST_SHOWN_MS : SHOWN_EVERY_MS;
    this.#want(id, this.#deps.now() + (isOver ? END_SHOWN_MS : pace));
  }

  #want(id: string, at: number): void {
    const known = this.#due.get(id);
    if (known === undefined || at < known) this.#due.set(id, at);
    this.#schedule(at);
  }

  #schedule(at: number): void {
    if (this.#isWriting) return;
    const now = this.#deps.now();
    // No longer than a pause can be, should the clock have been set back.
    const rest = Math.min(this.#restsUntil - now, LONGEST_PAUSE_MS);
    const wait = Math.max(at - now, rest);
    if (wait > LONGEST_TIMER_MS) return;
    const from = now + wait;
    if (this.#timer !== null && this.#timer.at <= from) return;
    this.#timer?.callOff();
    this.#timer = { at: from, callOff: this.#deps.later(wait, () => void this.#write()) };
  }

  /** Writes rows, batch by batch; while Postgres is away, with growing pauses, and the runs go on. */
  async #write(): Promise<void> {
    this.#timer = null;
    this.#isWriting = true;
    try {
      let isThere = true;
      while (isThere) {
        const batch = this.#nextBatch();
        if (batch === null) break;
        isThere = await this.#writeBatch(batch);
      }
      this.#pauseMs = isThere ? 0 : Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2 + 500);
    } finally {
      this.#isWriting = false;
      this.#restsUntil = this.#deps.now() + Math.max(REST_MS, this.#pauseMs);
      this.wake();
    }
  }

  /** What is due, as much as one batch takes; a large run is one by itself. */
  #nextBatch(): Batch | null {
    const views: View[] = [];
    let size = 0;
    for (const run of this.#dueRuns()) {
      if (isLarge(run)) {
        if (views.length === 0) return this.#largeBatch(run);
        this.#due.set(run.id, this.#deps.now());
        break;
      }
      const view = this.#viewOf(run);
      if (view !== null) views.push(view);
      size += run.execution.used.size;
      if (views.length === BATCH || size > LARGE_RUN) break;
    }
    return views.length === 0 ? null : this.#batchOf(views);
  }

  *#dueRuns(): Generator<Run> {
    const now = this.#deps.now();
    for (const [id, at] of this.#due) {
      if (at > now) continue;
      this.#due.delete(id);
      const run = this.#find(id);
      if (run !== null) yield run;
    }
  }

  #batchOf(views: View[]): Batch {
    const write = async () => {
      await project(this.#deps.db(), views);
      return views;
    };
    return { ids: views.map(({ id }) => id), write, each: () => views.map((view) => this.#batchOf([view])) };
  }

  #largeBatch(run: Run): Batch {
    const { tables, db } = this.#deps;
    const readLog = (after: number) => tables.log(run.id, after, PAGE, PAGE_SIZE);
    return { ids: [run.id], write: async () => [await projectLarge(db(), run, readLog)], each: () => [] };
  }

  #find(id: string): Run | null {
    try {
      return this.#deps.executor.find(id);
    } catch (error) {
      this.#refuse(id, error);
      return null;
    }
  }

  #viewOf(run: Run): View | null {
    try {
      const whole = isFinal(run.execution.status) ? Number.POSITIVE_INFINITY : 1;
      return viewOf(run, read(emptyHistory(), this.#deps.tables.log(run.id, 0, whole)));
    } catch (error) {
      this.#refuse(run.id, error);
      return null;
    }
  }

  /** False when Postgres is away. When it refuses a batch each run is tried alone, so that one cannot hold up others. */
  async #writeBatch({ ids, write, each }: Batch): Promise<boolean> {
    let views: View[];
    try {
      views = await write();
    } catch (error) {
      const [first, ...others] = ids;
      if (publicFace(error).code === "UNAVAILABLE") {
        log("warn", "rows_not_written", { executions: ids.length, error: describeError(error) });
        for (const id of ids) this.#want(id, this.#deps.now());
        return false;
      }
      if (first === undefined) return true;
      if (others.length === 0) this.#refuse(first, error);
      return others.length === 0 || this.#writeOneByOne(each());
    }
    for (const view of views) this.#shown(view);
    return true;
  }

  async #writeOneByOne(batches: readonly Batch[]): Promise<boolean> {
    for (const [index, batch] of batches.entries()) {
      if (await this.#writeBatch(batch)) continue;
      for (const { ids } of batches.slice(index + 1)) for (const id of ids) this.#want(id, this.#deps.now());
      return false;
    }
    return true;
  }

  #refuse(id: string, error: unknown): void {
    const refused = (this.#refused.get(id) ?? 0) + 1;
    this.#refused.set(id, refused);
    log("error", "rows_refused", { execution_id: id, refused, error: describeError(error) });
    this.#want(id, this.#deps.now() + Math.min(LONGEST_REFUSAL_MS, 1000 * 2 ** refused));
  }

  /** If the run has moved on while its row was written, its commit has asked for the next. */
  #shown({ id, seq, isOver }: View): void {
    this.#refused.delete(id);
    this.#deps.tables.shown(id, seq, isOver);
    const run = isOver ? null : this.#find(id);
    if (run !== null) run.shown = seq;
  }
}

const isLarge = ({ execution: { status, used } }: Run): boolean => isFinal(status) && used.size > LARGE_RUN;
