// What must be true of what node executions are charged.

import { deepStrictEqual } from "node:assert/strict";
import { emptyHistory } from "#kernel/history.ts";
import { NOTHING_SPENT, plus, type Spent } from "#kernel/spent.ts";
import type { Kernel } from "./kernel.ts";
import type { Moment, Trace } from "./simulate.ts";

/** The most that each attempt said, as far as it was heard, is what the run counts, what its log says and its history. */
export function checkSpending({ moments, log }: Trace, { read }: Kernel): void {
  const told = new Map<string, Spent>();
  for (const moment of moments) {
    hear(told, moment);
    deepStrictEqual(moment.step.next.used.spent, total(told.values()));
  }
  const logged = log.flatMap((entry) => (entry.type === "node.charged" ? [entry.spent] : []));
  deepStrictEqual(total(logged), total(told.values()));
  const records = [...read(emptyHistory(), log).nodes.values()];
  deepStrictEqual(total(records.flatMap(({ spent }) => spent ?? [])), total(told.values()));
}

const total = (all: Iterable<Spent>): Spent => [...all].reduce(plus, NOTHING_SPENT);

function hear(told: Map<string, Spent>, { before, event }: Moment): void {
  if (event.type !== "report" || event.spent === undefined) return;
  const run = before.live.get(event.id);
  const isOpen = run?.state === "RUNNING" || run?.state === "WAITING" || run?.state === "REVIEW";
  if (!isOpen || run.attempt !== event.attempt || event.from > run.reported) return;
  const key = `${event.id} ${event.attempt}`;
  told.set(key, most(told.get(key) ?? NOTHING_SPENT, event.spent));
}

function most(a: Spent, b: Spent): Spent {
  const { cost, inputTokens, outputTokens, calls } = b;
  return {
    ...a,
    cost: Math.max(a.cost, cost),
    inputTokens: Math.max(a.inputTokens, inputTokens),
    outputTokens: Math.max(a.outputTokens, outputTokens),
    calls: Math.max(a.calls, calls),
  };
}
