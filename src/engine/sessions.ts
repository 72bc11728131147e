// The object's end of its workers' sessions (see steps/session.ts). Messages that were sent together come together, so
// what their workers are lent is one commit.

import type { Later } from "#lib/later.ts";
import type { Executor } from "./executor.ts";
import type { Ask, Claimed, Opened } from "./messages.ts";

export interface SessionsDeps {
  executor: Pick<Executor, "awaited" | "takeAll" | "reportAll">;
  later: Later;
}

interface Waiting extends Ask {
  answer: PromiseWithResolvers<Claimed[]>;
}

interface Group {
  asks: Waiting[];
  callOff(): void;
}

/** A commit costs more than this wait. */
const MOMENT_MS = 1;

export class Sessions {
  readonly #deps: SessionsDeps;
  /** By run. */
  readonly #groups = new Map<string, Group>();

  constructor(deps: SessionsDeps) {
    this.#deps = deps;
  }

  async open(id: string, ask: Ask): Promise<Opened> {
    const lent = await this.#take(id, ask);
    const report: Opened["report"] = (reports, most) => this.#deps.executor.reportAll(id, reports, most);
    return { lent, report: lent.length > 0 ? report : null };
  }

  /** At once when all who were called are here, else together with those who come within a moment. */
  #take(id: string, ask: Ask): Promise<Claimed[]> {
    const answer = Promise.withResolvers<Claimed[]>();
    const group = this.#groups.get(id) ?? this.#gather(id);
    group.asks.push({ ...ask, answer });
    if (group.asks.length >= this.#deps.executor.awaited(id)) this.#lend(id, group);
    return answer.promise;
  }

  #gather(id: string): Group {
    const callOff = this.#deps.later(MOMENT_MS, () => this.#lend(id, group));
    const group: Group = { asks: [], callOff };
    this.#groups.set(id, group);
    return group;
  }

  #lend(id: string, { asks, callOff }: Group): void {
    this.#groups.delete(id);
    callOff();
    try {
      const lent = this.#deps.executor.takeAll(id, asks);
      for (const [index, { answer }] of asks.entries()) answer.resolve(lent[index] ?? []);
    } catch (error) {
      for (const { answer } of asks) answer.reject(error);
    }
  }
}
