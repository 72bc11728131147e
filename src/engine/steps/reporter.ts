// Hands in what the steps of one delivery report. What comes up within a moment, or while a call is under way, goes
// together, and is one commit of its run.

import type { Later } from "#lib/later.ts";
import { describeError, log } from "#lib/log.ts";
import type { Claimed, Heard, Report } from "../messages.ts";

export interface ReporterDeps {
  /** Hands them in, in one commit. */
  handIn(reports: readonly Report[], most: number): Promise<Heard>;
  execution: string;
  later: Later;
  /** How many steps run, those whose reports wait included. */
  running(): number;
  /** How many steps there is room for once so many have ended: room that is given to nobody else meanwhile. */
  reserve(ended: number): number;
  /** Takes steps on in the room that was reserved for them. */
  launch(lent: readonly Claimed[], reserved: number): void;
}

interface Waiting {
  report: Report;
  answer: PromiseWithResolvers<boolean>;
}

/** A commit costs more than this wait, and effects that were begun together often end together. */
const MOMENT_MS = 1;

const PAUSES_MS = [50, 500, 3000];

export class Reporter {
  readonly #deps: ReporterDeps;
  readonly #waiting: Waiting[] = [];
  #isCalling = false;
  #waitNoLonger: () => void = () => undefined;

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
    else if (this.#haveAllReported) this.#waitNoLonger();
    return answer.promise;
  }

  /** Who has reported goes on when it has its answer. */
  get #haveAllReported(): boolean {
    return this.#waiting.length >= this.#deps.running();
  }

  #waitForOthers(): Promise<void> {
    return new Promise((resolve) => {
      const callOff = this.#deps.later(MOMENT_MS, resolve);
      this.#waitNoLonger = () => {
        callOff();
        resolve();
      };
    });
  }

  async #callAll(): Promise<void> {
    this.#isCalling = true;
    if (!this.#haveAllReported) await this.#waitForOthers();
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
      await new Promise<void>((resolve) => this.#deps.later(pause, resolve));
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
      heard = await this.#deps.handIn(reports, room);
    } catch (error) {
      launch([], room);
      return error;
    }
    launch(heard.lent, room);
    for (const [index, { answer }] of together.entries()) answer.resolve(heard.wanted[index] === true);
    return null;
  }
}
