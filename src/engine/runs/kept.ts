// Node executions that an earlier run has done already: a retry takes their outputs over instead of running them again.

import type { KeptNode } from "#domain/executions/engine.ts";
import type { Event, NodeExecution, NodeExecutionId, Step } from "#kernel/execution.ts";
import type { LogEntry } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import { advance, type Perform } from "#kernel/step.ts";
import { equalJson } from "#lib/equal.ts";
import type { JsonObject } from "#lib/json.ts";
import { SLICE } from "../settings.ts";
import type { KeptTable } from "../storage/kept-table.ts";
import { performWith } from "./perform.ts";
import type { Run } from "./run.ts";

/** Links between kept nodes with effects that one commit follows; the next commit goes on. */
const ROUNDS = 200;

/** Characters of data that one commit takes over; the next commit goes on. */
const MOST_AT_ONCE = 8_000_000;

/** Runs pure nodes, those that were kept by their recorded outputs. */
export function performing(table: KeptTable, run: Run): Perform {
  const { timeZone } = run.facts;
  const perform = performWith({ random: Math.random, ...(timeZone !== undefined && { timeZone }) });
  if (run.kept.size === 0) return perform;
  return (node, input, at, id) => {
    const kept = recorded(table, run, id, input);
    return kept === null
      ? perform(node, input, at, id)
      : { outputs: kept.outputs, end: { type: "completed" } };
  };
}

/** Completes the queued node executions that were kept, and those that become ready by it. */
export function completeKept(table: KeptTable, run: Run, plan: Plan, at: number): Step {
  let next = run.execution;
  let taken = 0;
  const log: LogEntry[] = [];
  const touched = new Set<NodeExecutionId>();
  for (let round = 0; round < ROUNDS && run.kept.size > 0; round += 1) {
    const events: Event[] = [];
    for (const live of next.live.values()) events.push(...eventsOf(table, run, live, at));
    if (events.length === 0) break;
    const step = advance(plan, next, events, performing(table, run), SLICE, true);
    for (const id of step.touched) touched.add(id);
    taken += step.next.used.size - next.used.size;
    next = step.next;
    log.push(...step.log);
    if (taken > MOST_AT_ONCE) break;
  }
  return { next, log, effects: [], touched };
}

function eventsOf(table: KeptTable, run: Run, live: NodeExecution, at: number): Event[] {
  const { id, node, state, attempt, input } = live;
  if (state !== "QUEUED" || !run.kept.has(id) || run.plan.nodes[node]?.pure !== false) return [];
  const kept = recorded(table, run, id, input);
  if (kept === null) return [];
  const end = { type: "completed" } as const;
  return [
    { type: "claim", at, id },
    { type: "report", at, id, attempt, from: 0, outputs: kept.outputs, end },
  ];
}

/** Null, and forgotten, when what was kept came of another input: then it says nothing about this one. */
function recorded(
  table: KeptTable,
  run: Run,
  id: NodeExecutionId,
  input: JsonObject,
): Pick<KeptNode, "outputs"> | null {
  if (!run.kept.has(id)) return null;
  const kept = read(table.get(run.id, id));
  if (kept !== null && equalJson(kept.input, input)) return kept;
  run.kept.delete(id);
  table.drop(run.id, id);
  return null;
}

/** Puts on record what a new run is to keep. */
export function keep(table: KeptTable, run: string, nodes: readonly KeptNode[]): void {
  for (const node of nodes) table.put(run, node.id, JSON.stringify(node));
}

/** Only `keep` writes bodies. */
const read = (body: string | null): KeptNode | null =>
  body === null ? null : (JSON.parse(body) as KeptNode);

/** The log says which node executions were not run again. */
export function marked(run: Run, log: readonly LogEntry[]): readonly LogEntry[] {
  if (run.kept.size === 0) return log;
  return log.map((entry) => {
    if (entry.type !== "node.completed") return entry;
    const isKept = run.kept.has(`${entry.node_id}#${entry.ordinal}`);
    return isKept ? { ...entry, kept: true as const } : entry;
  });
}
