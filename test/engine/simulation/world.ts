import type { LogStretch } from "#domain/executions/engine.ts";
import type { Executor } from "#engine/executor.ts";
import { readLog } from "#engine/follow/follow.ts";
import type { Commit } from "#engine/ledger.ts";
import type { Claimed, Report, Wake } from "#engine/messages.ts";
import { upgrade } from "#engine/storage/schema.ts";
import type { LogEntry } from "#kernel/log.ts";
import { unavailable } from "#lib/errors.ts";
import type { JsonObject } from "#lib/json.ts";
import { dbOf, RecordedRows } from "../recorded-rows.ts";
import { sqlStorage, type VirtualStorage } from "../sql.ts";
import { VirtualObject } from "../virtual-object.ts";
import { VirtualTime } from "../virtual-time.ts";
import type { Faults } from "./faults.ts";
import type { Drawn } from "./plans.ts";
import type { Random } from "./random.ts";

export const USER = "00000000-0000-4000-8000-00000000000a";

export const runId = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;

interface Window {
  from: number;
  to: number;
}

/** One object, its runs, and a world around it in which things go wrong as drawn. */
export class World {
  readonly time = new VirtualTime();
  readonly rows = new RecordedRows();
  readonly object: VirtualObject;
  readonly faults: Faults;
  readonly random: Random;
  readonly runs: readonly string[];
  /** What workers were given under an idempotency key. */
  readonly inputs = new Map<string, JsonObject>();
  readonly problems: string[] = [];
  readonly heard = new Map<string, LogEntry[]>();
  messages = 0;
  refusals = 0;
  readonly #decided = new Set<string>();
  readonly #start: number;
  readonly #away: Record<"queue" | "postgres", Window[]>;
  #statementsUntilThrow = Number.POSITIVE_INFINITY;

  constructor(random: Random, faults: Faults, drawn: readonly Drawn[]) {
    this.random = random;
    this.faults = faults;
    this.runs = drawn.map((_, index) => runId(index));
    this.#start = this.time.now();
    const { queue, postgres } = faults.outages;
    this.#away = { queue: this.#windows(queue), postgres: this.#windows(postgres) };
    const sql = this.#failingSql();
    this.object = new VirtualObject({
      time: this.time,
      sql,
      queue: { call: (wakes) => this.#enqueue(wakes) },
      skew: () => Math.round((2 * this.random.next() - 1) * this.faults.skew),
      db: dbOf((query) => this.#write(() => this.rows.apply(query))),
      committed: (commit) => this.onCommit(commit),
    });
  }

  get isStormy(): boolean {
    return this.time.now() < this.#start + this.faults.storm;
  }

  /** Whether a fault of this share happens now. */
  happens(share: number, random = this.random): boolean {
    return share > 0 && this.isStormy && random.chance(share);
  }

  /** A call to the object as a worker makes it: it takes time, may be lost, and its answer too. */
  async call<T>(ask: (executor: Executor) => T): Promise<T> {
    await this.time.sleep(this.random.between(1, 8));
    if (this.happens(this.faults.call.lost)) throw new Error("The call was lost");
    try {
      const answer = this.#committing(() => ask(this.object.executor));
      await this.time.sleep(this.random.between(1, 8));
      if (this.happens(this.faults.call.answerLost)) throw new Error("The answer was lost");
      return answer;
    } finally {
      this.mayEvict();
    }
  }

  mayEvict(): void {
    if (!this.happens(this.faults.evict)) return;
    this.#comparesMemory();
    this.object.evict();
  }

  /** E3 is looked at where it happens: a report from after its lease ran out is refused, and that is on record. */
  report(executor: Executor, id: string, report: Report, most: number): Claimed[] | null {
    const live = executor.find(id)?.execution.live.get(report.id);
    const isOld = live !== undefined && live.state !== "ENDED" && report.attempt < live.attempt;
    const isNews = isOld && report.attempt > live.refused;
    const answer = executor.report(id, report, most);
    if (!isOld) return answer;
    this.refusals += 1;
    const isRecorded = this.object.tables
      .log(id, 0, Number.POSITIVE_INFINITY)
      .some((entry) => entry.type === "node.refused" && entry.attempt === report.attempt);
    if (answer !== null) this.problems.push(`E3: ${report.id} took a report of an older attempt`);
    if (isNews && !isRecorded) this.problems.push(`E3: the late report of ${report.id} is not on record`);
    return answer;
  }

  /** One decision of a review counts. */
  decides(review: string): void {
    if (this.#decided.has(review)) this.problems.push(`Review ${review} was decided twice`);
    this.#decided.add(review);
  }

  /** E5: whoever gets a node execution gets it with the same input. */
  performs(id: string, { id: nodeExecution, input }: Claimed): void {
    const key = `${id}:${nodeExecution}`;
    const before = this.inputs.get(key);
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(input)) {
      this.problems.push(`E5: ${key} was given another input`);
    }
    this.inputs.set(key, input);
  }

  /** Runs and their children, however deep. */
  everyRun(): string[] {
    const rows = this.object.sql.exec<{ id: string }>("SELECT id FROM runs ORDER BY id").toArray();
    return rows.map(({ id }) => id);
  }

  /** Whether every run has begun, and ended with all that it began. */
  isOver(): boolean {
    const { sql } = this.object;
    const { live } = sql
      .exec<{ live: number }>("SELECT count(*) AS live FROM runs WHERE ended IS NULL")
      .one();
    if (live > 0) return false;
    const begun = new Set(this.everyRun());
    return this.runs.every((id) => begun.has(id));
  }

  /** E2: whatever is not final will be looked at. */
  checkAlarm(): void {
    // Of many runs so much happens that looking now and then is enough.
    if (this.runs.length > 20 && !this.random.chance(20 / this.runs.length)) return;
    const live = this.object.sql
      .exec<{ id: string; due: number | null }>(
        "SELECT id, due FROM runs WHERE ended IS NULL ORDER BY due LIMIT 1",
      )
      .toArray();
    const now = this.time.now();
    // A tick that threw is tried again after a pause; and who wrote a moment may have had another clock.
    const slack = (this.faults.commit > 0 ? 60_000 : 0) + 2 * this.faults.skew;
    const { alarmAt } = this.object;
    for (const { id, due } of live) {
      if (due === null) this.problems.push(`E2: ${id} has no due moment at ${now}`);
      else if (alarmAt === null || alarmAt > Math.max(due, now) + slack)
        this.problems.push(`E2: ${id} is due at ${due}, the alarm is at ${alarmAt}, it is ${now}`);
    }
    if (slack === 0 && this.object.isAwake && this.random.chance(0.02))
      this.problems.push(...this.object.violations().map((violation) => `E2: ${violation} at ${now}`));
  }

  /** A follower that polls from its cursor, at moments of its own. */
  async follow(id: string, random: Random): Promise<void> {
    const heard: LogEntry[] = [];
    this.heard.set(id, heard);
    for (;;) {
      await this.time.sleep(random.between(1, random.chance(0.1) ? 60_000 : 2000));
      const stretch = await this.#poll(id, heard.at(-1)?.seq ?? 0);
      heard.push(...(stretch?.entries ?? []));
      if (stretch?.final === true) return;
    }
  }

  /** Null when the run is not there yet, or the object could not wake: who polls comes again. */
  async #poll(id: string, after: number): Promise<LogStretch | null> {
    try {
      this.following();
    } catch {
      return null;
    }
    return readLog(this.following(), id, { after }, 0);
  }

  following() {
    const { tables, subscribers, executor } = this.object.awake;
    const find = (id: string) => executor.find(id);
    return { tables, subscribers, find, durable: async () => undefined, now: () => this.time.now() };
  }

  readonly #windows = (count: number): Window[] =>
    Array.from({ length: count }, () => {
      const from = this.#start + this.random.between(0, this.faults.storm);
      return { from, to: from + this.random.between(100, this.faults.outages.longest) };
    });

  #isAway(what: "queue" | "postgres"): boolean {
    const now = this.time.now();
    return this.#away[what].some(({ from, to }) => from <= now && now < to);
  }

  async #enqueue(wakes: readonly Wake[]): Promise<void> {
    await this.time.sleep(this.random.between(1, 20));
    if (this.#isAway("queue")) {
      await this.time.sleep(this.random.pick([0, 100, 3000]));
      throw new Error("The queue is away");
    }
    for (const wake of wakes) this.#send(wake);
  }

  #send(wake: Wake): void {
    const { drop, duplicate, delay, veryLate } = this.faults.queue;
    this.messages += 1;
    if (this.happens(drop)) return;
    const copies = this.happens(duplicate) ? this.random.between(2, 4) : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      let wait = this.random.between(2, 60);
      if (this.happens(delay)) wait += this.random.between(100, 30_000);
      if (this.happens(veryLate)) wait += 11 * 60_000;
      this.time.later(wait, () => this.#deliver(wake, 1));
    }
  }

  #deliver(wake: Wake, retries: number): void {
    this.onMessage(wake).catch(() => {
      if (retries > 0) this.time.later(12_000, () => this.#deliver(wake, retries - 1));
    });
  }

  /** Set by whoever wants to do something right after a commit. */
  onCommit: (commit: Commit) => void = () => undefined;

  /** Set by whoever plays the workers. */
  onMessage: (wake: Wake) => Promise<void> = async () => undefined;

  async #write(apply: () => void): Promise<void> {
    await this.time.sleep(this.random.between(1, 30));
    if (this.#isAway("postgres")) {
      const isHanging = this.random.chance(0.5);
      if (isHanging) await this.time.sleep(8000);
      if (isHanging && this.random.chance(0.5)) apply();
      throw unavailable("The database", new Error("It is away"));
    }
    apply();
  }

  /** SQL of which now and then a statement throws, inside a commit only. */
  #failingSql(): VirtualStorage {
    const sql = sqlStorage(() => {
      this.#statementsUntilThrow -= 1;
      if (this.#statementsUntilThrow === 0) throw new Error("The disk hiccups");
    });
    const { transactionSync } = sql;
    upgrade({ sql, transactionSync });
    sql.transactionSync = (write) => {
      if (this.happens(this.faults.commit)) this.#statementsUntilThrow = this.random.between(1, 4);
      try {
        transactionSync(write);
      } finally {
        this.#statementsUntilThrow = Number.POSITIVE_INFINITY;
      }
    };
    return sql;
  }

  /** After a commit that threw, too, memory must say what the rows say. */
  #committing<T>(ask: () => T): T {
    try {
      return ask();
    } catch (error) {
      this.#comparesMemory();
      throw error;
    }
  }

  /** E1: what an eviction forgets can be read again. */
  #comparesMemory(): void {
    if (!this.object.isAwake) return;
    const { executor, tables } = this.object.awake;
    for (const id of this.runs) {
      const row = tables.run(id);
      if (row === null || row.ended !== null) continue;
      if (plain(executor.find(id)) !== plain(this.object.readAnew(id)))
        this.problems.push(`E1: the rows of ${id} say something else than memory at ${this.time.now()}`);
    }
  }
}

type Found = ReturnType<Executor["find"]>;

/** What a run is, without what may differ: the order of its live node executions and what Postgres shows. */
function plain(run: Found): string {
  if (run === null) return "null";
  const { facts, execution, leases, wakes, ownRows, weight } = run;
  const { live, nodes, ...rest } = execution;
  const sorted = (map: ReadonlyMap<string, unknown>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    facts,
    rest,
    sorted(nodes),
    sorted(live),
    sorted(leases),
    wakes,
    sorted(ownRows),
    weight,
  ]);
}
