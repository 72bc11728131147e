// Hands in what the steps of one delivery report. What comes up while a call is under way goes together in the next, and
// is one commit of its run.

import { describeError, log } from "#lib/log.ts";
import type { Holder } from "./holder.ts";
import type { Claimed, Heard, Report } from "./messages.ts";

export interface ReporterDeps {
  /** A new handle on the object: one that failed stays broken. */
  object(): Pick<Holder, "report" | "reportAll">;
  execution: string;
  /** How many steps there is room for once so many have ended: room that is given to nobody else meanwhile. */
  reserve(ended: number): number;
  /** Takes steps on in the room that was reserved for them. */
  launch(lent: readonly Claimed[], reserved: number): void;
}

interface Waiting {
  report: Report;
  answer: PromiseWithResolvers<boolean>;
}

const PAUSES_MS = [50, 500, 3000];

export class Reporter {
  readonly #deps: ReporterDeps;
  readonly #waiting: Waiting[] = [];
  #isCalling = false;

  constructor(deps: ReporterDeps) {
    this.#deps = deps;
  }

  /**
   * Answers whether it was still wanted. What is done is done: it is reported again when the object cannot be reached, as
   * when it moves, and twice is as once. Throws when that goes on for seconds.
   */
  report(report: Report): Promise<boolean> {
    const answer = Promise.withResolvers<boolean>();
    this.#waiting.push({ report, answer });
    if (!this.#isCalling) void this.#callAll();
    return answer.promise;
  }

  async #callAll(): Promise<void> {
    this.#isCalling = true;
    while (this.#waiting.length > 0) {
      const together = this.#waiting.splice(0);
      const error = await this.#call(together);
      // What goes wrong with one of them, or with so many, must not be all others' trouble.
      if (error !== null) for (const each of together) void this.#callAgain(each, error);
    }
    this.#isCalling = false;
  }

  async #callAgain(one: Waiting, first: unknown): Promise<void> {
    let error: unknown = first;
    for (const pause of PAUSES_MS) {
      log("warn", "report_failed", { execution_id: this.#deps.execution, error: describeError(error) });
      await new Promise((resolve) => setTimeout(resolve, pause));
      error = await this.#call([one]);
      if (error === null) return;
    }
    one.answer.reject(error);
  }

  /** Answers what went wrong, or null. */
  async #call(together: readonly Waiting[]): Promise<unknown> {
    const { reserve, launch } = this.#deps;
    const reports = together.map(({ report }) => report);
    const room = reserve(reports.filter(({ end }) => end !== undefined).length);
    let heard: Heard = { wanted: [], lent: [] };
    try {
      heard = await this.#handIn(reports, room);
    } catch (error) {
      launch([], room);
      return error;
    }
    launch(heard.lent, room);
    for (const [index, { answer }] of together.entries()) answer.resolve(heard.wanted[index] === true);
    return null;
  }

  async #handIn(reports: readonly Report[], most: number): Promise<Heard> {
    const { object, execution } = this.#deps;
    const [first, ...others] = reports;
    if (first === undefined || others.length > 0) return object().reportAll(execution, reports, most);
    const lent = await object().report(execution, first, most);
    return { wanted: [lent !== null], lent: lent ?? [] };
  }
}
