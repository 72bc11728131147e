// How one delivery speaks to its object: in a session of calls while reports follow each other fast, else by a call each.
// What comes of it is the same, since a report that is heard twice counts once.

import type { Later } from "#lib/later.ts";
import { describeError, log } from "#lib/log.ts";
import type { Holder, OpenSession } from "../holder.ts";
import type { Claimed, Heard, Report } from "../messages.ts";

export interface SessionDeps {
  /** A new handle on the object: one that failed stays broken. */
  object(): Pick<Holder, "openSession" | "take" | "report" | "reportAll">;
  execution: string;
  later: Later;
}

/** To keep an object in memory for so long costs as much as a call of it. */
const IDLE_MS = 100;

export class Session implements Disposable {
  readonly #deps: SessionDeps;
  #open: OpenSession | null = null;
  #callOffClosing: () => void = () => undefined;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
  }

  /** Takes up to `most` of what there is to do. */
  async take(wake: number, most: number): Promise<Claimed[]> {
    const { object, execution } = this.#deps;
    try {
      const opened = await object().openSession(execution, wake, most);
      if (opened.report !== null) this.#keep(opened);
      return opened.lent;
    } catch (error) {
      // An object of the version before this one, as there may be during a deploy, knows no sessions.
      log("warn", "session_not_opened", { execution_id: execution, error: describeError(error) });
      return object().take(execution, wake, most);
    }
  }

  /** Hands reports in, all in one commit. */
  async report(reports: readonly Report[], most: number): Promise<Heard> {
    const open = this.#open;
    if (open === null || open.report === null) return this.#call(reports, most);
    this.#callOffClosing();
    try {
      const heard = await open.report(reports, most);
      this.#keep(open);
      return heard;
    } catch {
      // Whatever befell the object ended the session; where it is now, a new handle finds.
      this.#close();
      return this.#call(reports, most);
    }
  }

  [Symbol.dispose](): void {
    this.#close();
  }

  #keep(open: OpenSession): void {
    this.#open = open;
    this.#callOffClosing = this.#deps.later(IDLE_MS, () => this.#close());
  }

  #close(): void {
    this.#callOffClosing();
    this.#open?.[Symbol.dispose]();
    this.#open = null;
  }

  async #call(reports: readonly Report[], most: number): Promise<Heard> {
    const { object, execution } = this.#deps;
    const [first, ...others] = reports;
    if (first === undefined || others.length > 0) return object().reportAll(execution, reports, most);
    const lent = await object().report(execution, first, most);
    return { wanted: [lent !== null], lent: lent ?? [] };
  }
}
