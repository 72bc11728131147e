import type { Started } from "#domain/executions/engine.ts";
import { entryOf, type OnRecord, refusal, type Terms } from "#domain/executions/put-on-record.ts";
import { publicFace } from "#lib/errors.ts";
import type { Later } from "#lib/later.ts";
import { describeError, log } from "#lib/log.ts";
import type { Executor } from "./executor.ts";
import type { Prepared } from "./ledger.ts";
import type { Recorder } from "./postgres/recorder.ts";
import type { Start } from "./runs/start.ts";

interface StarterDeps {
  recorder: Pick<Recorder, "record">;
  executor: Pick<Executor, "prepare" | "start">;
  later: Later;
}

interface Preparing {
  prepared: Prepared | null;
  callOff(): void;
}

/** A start is prepared when the statement that puts it on record is on its way. */
const SENT_WITHIN_MS = 1;
/** While so many starts are under way no other is prepared: there is no time in which nothing is to be done. */
const BUSY = 3;

/** Begins runs once they are on record; what they do first is found out while Postgres is waited for. */
export class Starter {
  readonly #deps: StarterDeps;
  /** Starts under way, by the run's id. */
  readonly #underWay = new Map<string, Promise<unknown>>();
  /** The user's, when a run was last put on record. */
  #zone: Pick<Start, "timeZone"> = {};

  constructor(deps: StarterDeps) {
    this.#deps = deps;
  }

  begin(run: Start, terms: Terms): Promise<Started> {
    const { executionId: id } = run;
    const started = this.#begin(run, terms);
    const others = this.#underWay.get(id);
    const all = Promise.allSettled([others, started]).then(() => {
      if (this.#underWay.get(id) === all) this.#underWay.delete(id);
    });
    this.#underWay.set(id, all);
    return started;
  }

  /** Resolves when a run that is about to begin has begun, or has not; null when none of that id is. */
  underWay(id: string): Promise<unknown> | null {
    return this.#underWay.get(id) ?? null;
  }

  async #begin(run: Start, terms: Terms): Promise<Started> {
    const { recorder, executor } = this.#deps;
    const preparing = this.#preparing(run);
    let row: OnRecord | null;
    try {
      row = await recorder.record(entryOf(run, terms));
    } catch (error) {
      if (publicFace(error).code !== "UNAVAILABLE") throw error;
      log("warn", "start_not_recorded", { execution_id: run.executionId, error: describeError(error) });
      return { state: "unrecorded" };
    } finally {
      preparing.callOff();
    }
    this.#zone = typeof row?.time_zone === "string" ? { timeZone: row.time_zone } : {};
    return refusal(row, terms) ?? executor.start({ ...run, ...this.#zone }, preparing.prepared);
  }

  #preparing(run: Start): Preparing {
    const preparing: Preparing = { prepared: null, callOff: () => undefined };
    if (this.#underWay.size >= BUSY) return preparing;
    preparing.callOff = this.#deps.later(SENT_WITHIN_MS, () => {
      try {
        preparing.prepared = this.#deps.executor.prepare({ ...run, ...this.#zone });
      } catch (error) {
        log("warn", "start_not_prepared", { execution_id: run.executionId, error: describeError(error) });
      }
    });
    return preparing;
  }
}
