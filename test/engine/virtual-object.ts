import { Executor } from "#engine/executor.ts";
import { Subscribers } from "#engine/follow/subscribers.ts";
import type { Commit } from "#engine/ledger.ts";
import { Courier } from "#engine/outbox/courier.ts";
import type { Queue } from "#engine/outbox/queue.ts";
import { checkInvariants } from "#engine/runs/invariants.ts";
import { type EngineSettings, engineSettings } from "#engine/settings.ts";
import { openReviews } from "#engine/storage/review-table.ts";
import { upgrade } from "#engine/storage/schema.ts";
import { openSignals } from "#engine/storage/signal-table.ts";
import { openTables, type Tables } from "#engine/storage/tables.ts";
import type { Db } from "#store/db.ts";
import { sqlStorage, type VirtualStorage } from "./sql.ts";
import type { VirtualTime } from "./virtual-time.ts";

export interface ObjectWorld {
  time: VirtualTime;
  queue: Queue;
  db: Db;
  settings?: Partial<EngineSettings>;
  sql?: VirtualStorage;
  /** How far from the world's the clock of the machine is on which the object wakes, ms. */
  skew?(): number;
  /** Told of every commit. */
  committed?(commit: Commit): void;
}

export interface Awake {
  tables: Tables;
  executor: Executor;
  courier: Courier;
  subscribers: Subscribers;
}

/** The parts of an ExecutionObject on a clock that the test owns: its rows and its alarm survive an eviction. */
export class VirtualObject {
  readonly #world: ObjectWorld;
  readonly sql: VirtualStorage;
  readonly settings: EngineSettings;
  #awake: Awake | null = null;
  #alarm: { at: number; callOff(): void } | null = null;
  #life = 0;
  #ids = 0;

  constructor(world: ObjectWorld) {
    this.#world = world;
    this.sql = world.sql ?? sqlStorage();
    this.settings = { ...engineSettings({}), ...world.settings };
  }

  get alarmAt(): number | null {
    return this.#alarm?.at ?? null;
  }

  get isAwake(): boolean {
    return this.#awake !== null;
  }

  /** Wakes the object if it sleeps. */
  get awake(): Awake {
    this.#awake ??= this.#wake();
    return this.#awake;
  }

  get executor(): Executor {
    return this.awake.executor;
  }

  get tables(): Tables {
    return this.awake.tables;
  }

  /** Drops everything in memory: timers never run, what was awaited never comes back. */
  evict(): void {
    this.#awake = null;
    this.#life += 1;
  }

  /** What an administrator would be told to be wrong. */
  violations(alarm = this.alarmAt): string[] {
    const { tables, executor } = this.awake;
    const { places } = executor;
    const find = (id: string) => executor.find(id);
    const { reviews, signals } = this.#waitTables();
    const { violations } = checkInvariants({
      ...{ tables, reviews, signals, places, find },
      alarm,
    });
    return violations.map(({ executionId, message }) => `${executionId}: ${message}`);
  }

  /** A run as its rows tell it, whatever is in memory. */
  readAnew(id: string): ReturnType<Executor["find"]> {
    const { settings } = this;
    const { now } = this.#world.time;
    const tables = openTables(this.sql);
    return new Executor({
      ...this.#waitTables(),
      tables,
      atomically: () => undefined,
      now,
      settings,
      committed: () => undefined,
      left: () => undefined,
    }).find(id);
  }

  #wake(): Awake {
    const { time, queue, db, committed, skew = () => 0 } = this.#world;
    const { settings } = this;
    const ahead = skew();
    const now = () => time.now() + ahead;
    const life = this.#life;
    const isAlive = () => this.#life === life;
    upgrade({ sql: this.sql, transactionSync: this.sql.transactionSync });
    const tables = openTables(this.sql);
    const executor: Executor = new Executor({
      ...this.#waitTables(),
      tables,
      atomically: (write) => this.sql.transactionSync(write),
      now,
      settings,
      committed: (commit) => {
        courier.carry(commit);
        subscribers.tell(commit.run, commit.log);
        committed?.(commit);
      },
      left: (at) => courier.left(at),
    });
    const subscribers = new Subscribers({ ctx: socketless, tables, find: (id) => executor.find(id) });
    const courier = new Courier({
      tables,
      executor,
      queue: { call: (wakes) => whileAlive(isAlive, queue.call(wakes)) },
      db: () => guarded(db, isAlive),
      now,
      later: (ms, run) => time.later(ms, () => isAlive() && run()),
      setAlarm: (at) => this.#setAlarm(at - ahead),
      settings,
    });
    return { tables, executor, courier, subscribers };
  }

  /** Ids as the object makes them, the same ones whenever a seed is played. */
  #waitTables() {
    const newId = () => {
      this.#ids += 1;
      return `00000000-0000-4000-9000-${String(this.#ids).padStart(12, "0")}`;
    };
    return { reviews: openReviews(this.sql), signals: openSignals(this.sql), newId };
  }

  /** As strict as the platform. */
  #setAlarm(at: number): void {
    if (at <= 0) throw new TypeError("setAlarm() cannot be called with an alarm time <= 0");
    this.#alarm?.callOff();
    const { time } = this.#world;
    this.#alarm = { at, callOff: time.later(at - time.now(), () => this.#fire(0)) };
  }

  /** As the platform does: an alarm that throws is tried again, six times. */
  #fire(tries: number): void {
    this.#alarm = null;
    try {
      this.awake.courier.alarm();
    } catch (error) {
      if (tries === 6) throw error;
      const { time } = this.#world;
      const wait = 2000 * 2 ** tries;
      this.#alarm ??= { at: time.now() + wait, callOff: time.later(wait, () => this.#fire(tries + 1)) };
    }
  }
}

/** The part of a Durable Object's state that subscribers use before a socket comes. */
const socketless = { getWebSockets: () => [] } as unknown as DurableObjectState;

function whileAlive<T>(isAlive: () => boolean, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    promise.then(
      (value) => isAlive() && resolve(value),
      (error) => isAlive() && reject(error),
    );
  });
}

/** The engine asks its database for nothing but `execute`. */
const guarded = (db: Db, isAlive: () => boolean): Db =>
  ({
    execute: (query: Parameters<Db["execute"]>[0]) => whileAlive(isAlive, db.execute(query)),
  }) as unknown as Db;
