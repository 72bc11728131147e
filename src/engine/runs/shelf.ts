import { isFinal } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import { Lru } from "#lib/lru.ts";
import type { Tables } from "../storage/tables.ts";
import { bare, type Run } from "./run.ts";
import { loadRun } from "./run-rows.ts";

/** In characters of JSON, as far as it is known: what a run weighs whose node executions are few and small, too. */
const RUNS_IN_MEMORY = 32_000_000;
const LEAST_WEIGHT = 64_000;
/** They are asked for once more when their rows are written, and by who hears of their end. */
const ENDED_IN_MEMORY = 200;
/** In characters of JSON. */
const PLANS_IN_MEMORY = 8_000_000;

const plans = () => new Lru<{ plan: Plan; size: number }>(PLANS_IN_MEMORY, ({ size }) => size);

/** The runs and plans of an object, read from its tables; those that moved last are at hand. */
export class Shelf {
  readonly #tables: Tables;
  readonly #runs = new Lru<Run>(RUNS_IN_MEMORY, ({ weight }) => LEAST_WEIGHT + weight);
  #ended = new Lru<Run>(ENDED_IN_MEMORY);
  /** By key. Forgotten together with the rows, so that what is here is there. */
  #plans = plans();

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  find(id: string): Run | null {
    const known = this.#runs.get(id) ?? this.#ended.get(id);
    if (known !== undefined) return known;
    const row = this.#tables.run(id);
    return row === null ? null : loadRun(this.#tables, row, this.planOf(row.plan));
  }

  findLive(id: string): Run | null {
    const run = this.find(id);
    return run === null || isFinal(run.execution.status) ? null : run;
  }

  /** Takes a run away while it changes: if that fails, it is read anew from its rows. */
  take(run: Run): void {
    this.#runs.delete(run.id);
  }

  keep(run: Run): void {
    if (isFinal(run.execution.status)) {
      this.#ended.set(run.id, bare(run));
      return;
    }
    this.#runs.set(run.id, run);
  }

  /** The plan of this name, which `text` is if the object does not have it yet. */
  putPlan(key: string, text: string): Plan {
    const known = this.#plans.get(key);
    if (known !== undefined) return known.plan;
    this.#tables.putPlan(key, text);
    return this.#keepPlan(key, text);
  }

  /** Null when it would have to be read. */
  planAtHand(key: string): Plan | null {
    return this.#plans.get(key)?.plan ?? null;
  }

  planOf(key: string): Plan {
    const known = this.#plans.get(key);
    if (known !== undefined) return known.plan;
    const text = this.#tables.plan(key);
    if (text === null) throw new Error(`The object has no plan ${key}`);
    return this.#keepPlan(key, text);
  }

  /** Forgets runs that Postgres shows as ended before a moment, and the plans that only they had. */
  forget(before: number): void {
    this.#tables.forget(before);
    this.#plans = plans();
    this.#ended = new Lru<Run>(ENDED_IN_MEMORY);
  }

  #keepPlan(key: string, text: string): Plan {
    const plan = JSON.parse(text) as Plan;
    this.#plans.set(key, { plan, size: text.length });
    return plan;
  }
}
