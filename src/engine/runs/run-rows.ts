// How a run is written down: a row for its head, rows for the parts that are too many for it, and its log.

import {
  type Execution,
  type NodeExecution,
  type NodeExecutionId,
  type NodeState,
  queued,
} from "#kernel/execution.ts";
import { isFinal, type LogEntry, type Status } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import { MAX_DEPTH, MAX_INPUT, sizeOf } from "#kernel/size.ts";
import type { Json } from "#lib/json.ts";
import type { Living, RunRow, Tables } from "../storage/tables.ts";
import { eachPin, weightOf } from "../storage/value-table.ts";
import { HeadParts } from "./head-parts.ts";
import { type Placed, placed } from "./places.ts";
import {
  newRun,
  type PackedNode,
  type Part,
  type Queued,
  type Run,
  type RunFacts,
  type Wakes,
} from "./run.ts";

interface Head extends Omit<Execution, "nodes" | "live" | "status"> {
  facts: RunFacts;
  wakes: Wakes;
  queued?: Queued;
  spawned?: [child: string, of: NodeExecutionId][];
  heard?: [name: string, at: number][];
  parts: [key: string, part: Part][];
}

/** Small parts up to this many characters in all travel in the head: one row a commit for most runs. */
const HEAD_ROOM = 8192;

export function loadRun(tables: Tables, row: RunRow, plan: Plan): Run {
  const head = JSON.parse(row.head) as Head;
  const { facts, wakes, parts, startedAt, seq, used } = head;
  const run = newRun(row.id, facts, plan);
  const nodes = new Map<string, NodeState>();
  const live = new Map<NodeExecutionId, NodeExecution>();
  const whole = tables.values.reading(row.id);
  /** Answers what the part weighs. */
  const take = (key: string, light: Part, size: number): number => {
    let weight = size;
    const part = eachValueOf(light, (value) => {
      weight += weightOf(value);
      return whole(value);
    });
    if ("node" in part) nodes.set(key.slice(2), unpack(part.node));
    else live.set(part.run.id, complete(part.run));
    if ("lease" in part && part.lease !== undefined) run.leases.set(part.run.id, part.lease);
    if ("wait" in part && part.wait !== undefined) run.waits.set(part.run.id, part.wait);
    if ("notes" in part && part.notes !== undefined) run.notes.set(part.run.id, part.notes);
    run.weight += weight;
    return weight;
  };
  for (const [key, part] of parts) {
    const size = JSON.stringify(part).length;
    run.inHead.set(key, { part, size, weight: take(key, part, size) });
  }
  for (const [key, body] of tables.parts(row.id)) {
    run.ownRows.set(key, take(key, JSON.parse(body) as Part, body.length));
  }
  const status = row.status as Status;
  return {
    ...run,
    execution: { status, startedAt, seq, used: { ...queued.used, ...used }, nodes, live: inOrder(live) },
    spawned: new Map(head.spawned),
    heard: new Map(head.heard),
    kept: new Set(facts.retryOf === undefined ? [] : tables.kept.ids(row.id)),
    queued: head.queued ?? null,
    wakes,
    shown: row.projected,
  };
}

/** A deploy may find states that were written before these were kept: what has charged nodes is a child run's. */
const complete = (run: NodeExecution): NodeExecution => ({
  ...run,
  ...((run.charged?.nodes ?? 0) > 0
    ? { charged: null, children: run.charged }
    : { charged: run.charged ?? null, children: run.children ?? null }),
  reserved: run.reserved ?? 0,
  position: run.position ?? 0,
  size: run.size ?? (run.state === "INCOMPLETE" ? 0 : sizeOf(run.input, MAX_INPUT, -MAX_DEPTH)),
});

function pack({ count, ready, drained, filled, statics, past }: NodeState): PackedNode {
  const isPlain = Object.keys(filled).length === 0 && Object.keys(statics).length === 0 && past.length === 0;
  return isPlain ? [count, ready, drained] : [count, ready, drained, { filled, statics, past }];
}

const unpack = ([count, ready, drained, rest]: PackedNode): NodeState => ({
  count,
  ready,
  drained,
  ...{ filled: {}, statics: {}, past: [] },
  ...rest,
});

/** What places are concerned with in the row of a run that has not ended; null for a part of another run. */
export function placedIn(row: Living, graphId: string): Placed | null {
  const { facts, startedAt, queued: waits } = JSON.parse(row.head) as Head;
  const run = { id: row.id, facts, execution: { startedAt } };
  return facts.parent === undefined ? placed(run, graphId, waits ?? null) : null;
}

/** Rows come back sorted by key; the kernel's order is that in which they began. */
const inOrder = (live: Map<NodeExecutionId, NodeExecution>): Map<NodeExecutionId, NodeExecution> =>
  new Map([...live].sort(([, a], [, b]) => a.position - b.position || a.ordinal - b.ordinal));

/** What the rows of a run say. */
export type Saved = Pick<Run, "leases" | "waits" | "notes" | "spawned"> & Pick<Execution, "nodes">;

/** What a commit writes. */
export interface Changed {
  before: Saved;
  /** Node executions that began, changed or ended. */
  touched: ReadonlySet<NodeExecutionId>;
  entries: readonly LogEntry[];
  due: number;
}

/** Writes what differs from the state before, and the new log entries: so many characters. Call inside a transaction. */
export function saveRun(tables: Tables, run: Run, { before, touched, entries, due }: Changed): number {
  const { execution } = run;
  const { written } = tables.values;
  if (isFinal(execution.status)) dropAll(tables, run);
  else saveParts(tables, run, before, touched);
  const parts: Head["parts"] = [...run.inHead.entries()].map(([key, { part }]) => [key, part]);
  const { status, startedAt, seq, used } = execution;
  const head: Head = { facts: run.facts, wakes: run.wakes, startedAt, seq, used, parts };
  if (run.spawned.size > 0) head.spawned = [...run.spawned];
  if (run.heard.size > 0 && !isFinal(status)) head.heard = [...run.heard];
  if (status === "QUEUED" && run.queued !== null) head.queued = run.queued;
  const ended = isFinal(status) ? (entries.at(-1)?.at ?? startedAt) : null;
  tables.putRun({
    id: run.id,
    status,
    plan: run.facts.planKey,
    agents: JSON.stringify(Object.values(run.facts.plans ?? {})),
    head: JSON.stringify(head),
    due: Number.isFinite(due) ? due : null,
    ended,
    projected: run.shown,
  });
  return tables.appendLog(run.id, entries) + tables.values.written - written;
}

function dropAll(tables: Tables, run: Run): void {
  if (run.ownRows.size > 0) tables.dropParts(run.id);
  run.ownRows = new Map();
  run.inHead = new HeadParts();
  run.weight = 0;
  if (run.facts.retryOf !== undefined) tables.kept.drop(run.id);
}

function saveParts(tables: Tables, run: Run, before: Saved, touched: ReadonlySet<NodeExecutionId>): void {
  for (const [node, state] of run.execution.nodes) {
    if (state !== before.nodes.get(node)) savePart(tables, run, `n:${node}`, { node: pack(state) });
  }
  const ids = new Set([
    ...touched,
    ...changedIn(run.leases, before.leases),
    ...changedIn(run.waits, before.waits),
    ...changedIn(run.notes, before.notes),
  ]);
  for (const id of ids) {
    const live = run.execution.live.get(id);
    if (live === undefined) dropPart(tables, run, `x:${id}`);
    else savePart(tables, run, `x:${id}`, partOf(run, live));
  }
}

const changedIn = <T>(now: ReadonlyMap<string, T>, before: ReadonlyMap<string, T>): string[] =>
  [...now.keys()].filter((id) => now.get(id) !== before.get(id));

function partOf(run: Run, live: NodeExecution): Part {
  const lease = run.leases.get(live.id);
  const wait = run.waits.get(live.id);
  const notes = run.notes.get(live.id);
  return {
    run: live,
    ...(lease !== undefined && { lease }),
    ...(wait !== undefined && { wait }),
    ...(notes !== undefined && { notes }),
  };
}

/** A part with each of the values in it changed that may be large. */
function eachValueOf(part: Part, change: (value: Json) => Json): Part {
  if (!("node" in part)) {
    const { input, held } = part.run;
    const others = held.map((output) => ({ ...output, data: change(output.data) }));
    return { ...part, run: { ...part.run, input: eachPin(input, change), held: others } };
  }
  const [count, ready, drained, rest] = part.node;
  if (rest === undefined) return part;
  return { node: [count, ready, drained, { ...rest, statics: eachPin(rest.statics, change) }] };
}

/** A part that has a row of its own keeps it until it is gone, so that rows do not move about. */
function savePart(tables: Tables, run: Run, key: string, whole: Part): void {
  let weight = 0;
  const part = eachValueOf(whole, (value) => {
    const light = tables.values.light(run.id, value);
    if (light !== value) weight += weightOf(light);
    return light;
  });
  const text = JSON.stringify(part);
  const size = text.length;
  weight += size;
  run.weight += weight - weightIn(run, key);
  const isNew = !run.ownRows.has(key);
  if (isNew) {
    run.inHead.delete(key);
    if (run.inHead.size + size <= HEAD_ROOM) {
      run.inHead.set(key, { part, size, weight });
      return;
    }
  }
  run.ownRows.set(key, weight);
  tables.putPart(run.id, key, text, isNew);
}

const weightIn = ({ ownRows, inHead }: Run, key: string): number =>
  ownRows.get(key) ?? inHead.get(key)?.weight ?? 0;

function dropPart(tables: Tables, run: Run, key: string): void {
  run.weight -= weightIn(run, key);
  run.inHead.delete(key);
  if (run.ownRows.delete(key)) tables.dropPart(run.id, key);
}
