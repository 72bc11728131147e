// Carries out of the object what its commits brought about: queue messages, rows in Postgres, and its own next alarm.
// All of it can be found again in the tables, so it is carried at least once whatever happens here.

import { isFinal } from "#kernel/log.ts";
import type { Clock } from "#lib/clock.ts";
import { describeError, log } from "#lib/log.ts";
import type { Db } from "#store/db.ts";
import type { Commit, Executor } from "./executor.ts";
import type { Later } from "./later.ts";
import type { Wake } from "./messages.ts";
import { project, type View, viewOf } from "./projection.ts";
import type { Queue } from "./queue.ts";
import type { EngineSettings } from "./settings.ts";
import type { Tables } from "./tables.ts";

export interface CourierDeps {
  tables: Tables;
  executor: Executor;
  queue: Queue;
  db(): Db;
  now: Clock;
  later: Later;
  setAlarm(at: number): void;
  settings: EngineSettings;
}

/** A run that goes on is shown in Postgres this long after it began, then at this pace: its truth is read here. */
const FIRST_SHOWN_MS = 300;
const SHOWN_EVERY_MS = 2000;
/** After an ended run was not shown for this long, the alarm sees to it. */
const BACKUP_MS = 5000;
const LONGEST_PAUSE_MS = 15_000;
const BATCH = 50;
const TICK_TRIES = 5;
const RETENTION_SLACK_MS = 3_600_000;

export class Courier {
  readonly #deps: CourierDeps;
  /** When each run must be looked at, and when its row must be written, ms since the epoch. */
  readonly #due = new Map<string, number>();
  readonly #unshown = new Map<string, number>();
  readonly #failedTicks = new Map<string, number>();
  readonly #wakes: Wake[] = [];
  #armedFor = Number.POSITIVE_INFINITY;
  #isSending = false;
  #isShowing = false;
  #queuePauseMs = 0;
  #pauseMs = 0;
  #callOff: () => void = () => undefined;

  constructor(deps: CourierDeps) {
    this.#deps = deps;
    const now = deps.now();
    for (const { id, due, ended } of deps.tables.unsettled()) {
      this.#unshown.set(id, now);
      if (ended === null) this.#due.set(id, due ?? now);
    }
    if (this.#unshown.size > 0) this.#arm(Math.min(now + BACKUP_MS, ...this.#due.values()));
  }

  /** Notes what a commit brought about; nothing of it is awaited by who caused it. */
  carry({ run, wakes, due, log: entries }: Commit): void {
    const now = this.#deps.now();
    this.#wakes.push(...wakes);
    if (isFinal(run.execution.status)) {
      this.#due.delete(run.id);
      this.#unshown.set(run.id, now);
      this.#arm(now + BACKUP_MS);
    } else {
      this.#due.set(run.id, due);
      this.#arm(due);
      const pace = run.shown === 0 ? FIRST_SHOWN_MS : SHOWN_EVERY_MS;
      if (entries.length > 0 && !this.#unshown.has(run.id)) this.#unshown.set(run.id, now + pace);
    }
    this.#soon();
  }

  alarm(): void {
    this.#armedFor = Number.POSITIVE_INFINITY;
    const { now, tables, settings } = this.#deps;
    for (const [id, due] of this.#due) if (due <= now()) this.#tick(id);
    this.#soon();
    tables.forget(now() - settings.logRetentionMs);
    const eldest = tables.eldest();
    const forgetting = eldest === null ? Number.POSITIVE_INFINITY : eldest + settings.logRetentionMs;
    this.#arm(
      Math.min(forgetting + RETENTION_SLACK_MS, this.#unshown.size > 0 ? now() + BACKUP_MS : forgetting),
    );
    for (const due of this.#due.values()) this.#arm(due);
  }

  /** A run whose tick throws again and again is ended rather than left to hang (E2). */
  #tick(id: string): void {
    const { executor, now } = this.#deps;
    try {
      this.#due.delete(id);
      executor.tick(id);
      this.#failedTicks.delete(id);
    } catch (error) {
      const failed = (this.#failedTicks.get(id) ?? 0) + 1;
      log("error", "tick_failed", { execution_id: id, failed, error: describeError(error) });
      this.#failedTicks.set(id, failed);
      this.#due.set(id, now() + 1000 * 2 ** failed);
      if (failed >= TICK_TRIES) executor.abort(id, "The engine could not carry this run on");
    }
  }

  #arm(at: number): void {
    if (at >= this.#armedFor) return;
    this.#armedFor = at;
    this.#deps.setAlarm(Math.max(at, this.#deps.now()));
  }

  /** Carries in a turn of its own: messages at once, rows when they are due. Neither waits for the other. */
  #soon(): void {
    if (this.#wakes.length > 0 && !this.#isSending) {
      this.#isSending = true;
      this.#deps.later(0, () => void this.#sendWakes());
    }
    if (this.#isShowing) return;
    const now = this.#deps.now();
    let at = Number.POSITIVE_INFINITY;
    for (const due of this.#unshown.values()) at = Math.min(at, due);
    this.#callOff();
    if (Number.isFinite(at))
      this.#callOff = this.#deps.later(Math.max(at - now, this.#pauseMs), () => void this.#show());
  }

  async #sendWakes(): Promise<void> {
    while (this.#wakes.length > 0) await this.#send(this.#wakes.splice(0));
    this.#isSending = false;
  }

  async #send(wakes: readonly Wake[]): Promise<void> {
    try {
      await this.#deps.queue.call(wakes);
      this.#queuePauseMs = 0;
    } catch (error) {
      log("warn", "queue_unavailable", { messages: wakes.length, error: describeError(error) });
      this.#queuePauseMs = Math.min(LONGEST_PAUSE_MS, this.#queuePauseMs * 2 + 2000);
      for (const wake of wakes) this.#unsend(wake);
    }
  }

  /** Where this fails the message counts as sent, and as lost when nobody comes. */
  #unsend(wake: Wake): void {
    const { executor, now } = this.#deps;
    try {
      executor.unsent(wake, now() + this.#queuePauseMs);
    } catch (error) {
      log("error", "message_not_taken_back", { ...wake, error: describeError(error) });
    }
  }

  /** Writes rows, batch by batch; while Postgres is away, with growing pauses, and the runs go on. */
  async #show(): Promise<void> {
    if (this.#isShowing) return;
    this.#isShowing = true;
    this.#callOff();
    for (let batch = this.#toShow(); batch.length > 0; batch = this.#toShow()) {
      if (await this.#showBatch(batch)) continue;
      if (batch.length > 1) for (const id of batch) await this.#showBatch([id]);
      this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2 + 500);
      break;
    }
    this.#isShowing = false;
    this.#soon();
  }

  #toShow(): string[] {
    const now = this.#deps.now();
    const due = [...this.#unshown].filter(([, at]) => at <= now).map(([id]) => id);
    return due.slice(0, BATCH);
  }

  async #showBatch(ids: readonly string[]): Promise<boolean> {
    const { tables, executor, now } = this.#deps;
    const views: View[] = [];
    for (const id of ids) {
      this.#unshown.delete(id);
      const run = executor.find(id);
      if (run === null) continue;
      const isOver = isFinal(run.execution.status);
      views.push(viewOf(run, tables.log(id, 0, isOver ? Number.POSITIVE_INFINITY : 1)));
    }
    try {
      await project(this.#deps.db(), views);
    } catch (error) {
      log("warn", "rows_not_written", { executions: ids.length, error: describeError(error) });
      for (const id of ids) this.#unshown.set(id, now());
      this.#arm(now() + BACKUP_MS);
      return false;
    }
    this.#pauseMs = 0;
    for (const view of views) this.#shown(view);
    return true;
  }

  /** The run may have moved on while its row was written. */
  #shown({ id, seq, isOver }: View): void {
    const { tables, executor, now } = this.#deps;
    if (isOver) {
      tables.shown(id, seq);
      return;
    }
    const run = executor.find(id);
    if (run === null) return;
    run.shown = seq;
    const { status, seq: newest } = run.execution;
    if (newest > seq) this.#unshown.set(id, now() + (isFinal(status) ? 0 : SHOWN_EVERY_MS));
  }
}
