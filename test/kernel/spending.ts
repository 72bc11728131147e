// What must be true of what node executions are charged.

import { deepStrictEqual } from "node:assert/strict";
import type { Event, LiveState } from "#kernel/execution.ts";
import { emptyHistory } from "#kernel/history.ts";
import { NOTHING_SPENT, plus, type Spent } from "#kernel/spent.ts";
import type { Kernel } from "./kernel.ts";
import type { Moment, Trace } from "./simulate.ts";

/** The most that each attempt, and child runs of each node execution, said, as far as it was heard, is what the run counts, what its log says and its history. */
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
  if (event.type === "charge") hearChildren(told, before.live.get(event.id)?.state ?? "ENDED", event);
  if (event.type !== "report" || event.spent === undefined) return;
  const run = before.live.get(event.id);
  const isOpen = run?.state === "RUNNING" || run?.state === "WAITING" || run?.state === "REVIEW";
  if (!isOpen || run.attempt !== event.attempt || event.from > run.reported) return;
  const key = `${event.id} ${event.attempt}`;
  told.set(key, most(told.get(key) ?? NOTHING_SPENT, event.spent));
}

/** Of child runs, by node execution and not by attempt: as long as that is not over. */
function hearChildren(told: Map<string, Spent>, state: LiveState, { id, spent }: Charge): void {
  if (state === "INCOMPLETE" || state === "ENDED") return;
  told.set(id, most(told.get(id) ?? NOTHING_SPENT, spent));
}

type Charge = Extract<Event, { type: "charge" }>;

function most(a: Spent, b: Spent): Spent {
  return {
    cost: Math.max(a.cost, b.cost),
    inputTokens: Math.max(a.inputTokens, b.inputTokens),
    outputTokens: Math.max(a.outputTokens, b.outputTokens),
    calls: Math.max(a.calls, b.calls),
    nodes: Math.max(a.nodes, b.nodes),
    completed: Math.max(a.completed, b.completed),
    failed: Math.max(a.failed, b.failed),
  };
}
