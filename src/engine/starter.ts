import type { Started } from "#domain/executions/engine.ts";
import { entryOf, type OnRecord, refusal, type Terms } from "#domain/executions/put-on-record.ts";
import { publicFace } from "#lib/errors.ts";
import { describeError, log } from "#lib/log.ts";
import type { Executor, Start } from "./executor.ts";
import type { Recorder } from "./recorder.ts";

interface StarterDeps {
  recorder: Pick<Recorder, "record">;
  executor: Pick<Executor, "start">;
}

/** Begins runs once they are on record. */
export class Starter {
  readonly #deps: StarterDeps;
  /** Starts under way, by the run's id. */
  readonly #underWay = new Map<string, Promise<unknown>>();

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
    let row: OnRecord | null;
    try {
      row = await recorder.record(entryOf(run, terms));
    } catch (error) {
      if (publicFace(error).code !== "UNAVAILABLE") throw error;
      log("warn", "start_not_recorded", { execution_id: run.executionId, error: describeError(error) });
      return { state: "unrecorded" };
    }
    const zone = typeof row?.time_zone === "string" ? { timeZone: row.time_zone } : {};
    return refusal(row, terms) ?? executor.start({ ...run, ...zone });
  }
}
