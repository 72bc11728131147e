// Carries out of the object what its commits brought about: queue messages, rows in Postgres, and its own next alarm.
// All of it can be found again in the tables, so it is carried at least once whatever happens here.

import { isFinal } from "#kernel/log.ts";
import type { Clock } from "#lib/clock.ts";
import { earliest, type Later, within } from "#lib/later.ts";
import { describeError, log } from "#lib/log.ts";
import type { Db } from "#store/db.ts";
import type { Executor } from "../executor.ts";
import type { Commit } from "../ledger.ts";
import type { Wake } from "../messages.ts";
import { Projector } from "../postgres/projector.ts";
import type { EngineSettings } from "../settings.ts";
import type { Tables } from "../storage/tables.ts";
import type { Queue } from "./queue.ts";

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

/** After an ended run was not shown in Postgres for this long, the alarm sees to it. */
const BACKUP_MS = 5000;
const LONGEST_PAUSE_MS = 15_000;
const QUEUE_ANSWERS_WITHIN_MS = 15_000;
/** Runs that one alarm looks at: between two alarms others have their turn. */
const TICKS = 200;
const TICK_TRIES = 5;
const LONGEST_TICK_PAUSE_MS = 3_600_000;

export class Courier {
  readonly #deps: CourierDeps;
  readonly #projector: Projector;
  /** When each run must be looked at, ms since the epoch. */
  readonly #due = new Map<string, number>();
  readonly #failedTicks = new Map<string, number>();
  readonly #wakes: Wake[] = [];
  #armedFor = Number.POSITIVE_INFINITY;
  #isSending = false;
  #queuePauseMs = 0;

  constructor(deps: CourierDeps) {
    this.#deps = deps;
    this.#projector = new Projector(deps);
    const now = deps.now();
    const unsettled = deps.tables.unsettled();
    for (const { id, due, ended, projected } of unsettled) {
      const isOver = ended !== null;
      if (!isOver) this.#due.set(id, due ?? now);
      if (isOver || projected === 0) this.#projector.show({ id, isOver, shown: projected });
    }
    if (unsettled.length > 0) this.#armForNext();
  }

  /** Notes what a commit brought about; nothing of it is awaited by who caused it. */
  carry({ run, wakes, due, log: entries }: Commit): void {
    const isOver = isFinal(run.execution.status);
    if (isOver) {
      this.#due.delete(run.id);
      this.#arm(this.#deps.now() + BACKUP_MS);
    } else {
      this.#due.set(run.id, due);
      this.#arm(due);
    }
    if (entries.length > 0) this.#projector.show({ id: run.id, isOver, shown: run.shown });
    this.#wakes.push(...wakes);
    if (this.#wakes.length === 0 || this.#isSending) return;
    this.#isSending = true;
    this.#deps.later(0, () => void this.#sendWakes());
  }

  /** Errands, or things to forget, are left for a moment. */
  left(at: number): void {
    this.#arm(at);
  }

  alarm(): void {
    this.#armedFor = Number.POSITIVE_INFINITY;
    const { executor } = this.#deps;
    const now = this.#deps.now();
    // An event that came in time counts, though its wait is over by now.
    executor.runErrands();
    const due = [...this.#due].filter(([, at]) => at <= now).sort(([, a], [, b]) => a - b);
    for (const [id] of due.slice(0, TICKS)) this.#tick(id);
    this.#projector.wake();
    if (executor.retention.at <= now) executor.retention.forget();
    this.#armForNext();
  }

  /** A run whose tick throws again and again is ended rather than left to hang (E2). */
  #tick(id: string): void {
    const { executor, now } = this.#deps;
    const failed = this.#failedTicks.get(id) ?? 0;
    this.#due.delete(id);
    this.#failedTicks.delete(id);
    try {
      if (failed < TICK_TRIES) executor.tick(id);
      else executor.abort(id, "The engine could not carry this run on");
    } catch (error) {
      log("error", "tick_failed", { execution_id: id, failed, error: describeError(error) });
      this.#failedTicks.set(id, failed + 1);
      this.#due.set(id, now() + Math.min(LONGEST_TICK_PAUSE_MS, 1000 * 2 ** failed));
    }
  }

  #armForNext(): void {
    const rows = Math.max(this.#projector.nextAt, this.#deps.now() + BACKUP_MS);
    const { tables, executor } = this.#deps;
    this.#arm(Math.min(earliest(this.#due.values()), tables.errands.dueAt(), rows, executor.retention.at));
  }

  #arm(at: number): void {
    if (at >= this.#armedFor) return;
    this.#armedFor = at;
    this.#deps.setAlarm(Math.max(at, this.#deps.now()));
  }

  async #sendWakes(): Promise<void> {
    while (this.#wakes.length > 0) await this.#send(this.#wakes.splice(0));
    this.#isSending = false;
  }

  async #send(wakes: readonly Wake[]): Promise<void> {
    const { queue, later } = this.#deps;
    try {
      await within(later, QUEUE_ANSWERS_WITHIN_MS, queue.call(wakes));
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
}
