import type { Suspension } from "#blocks/suspension.ts";
import {
  type Execution,
  type NodeExecution,
  type NodeExecutionId,
  type NodeState,
  queued,
  type Step,
} from "#kernel/execution.ts";
import { isFinal, type LogEntry, type Status } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import type { JsonObject } from "#lib/json.ts";
import { type Placed, placed } from "./places.ts";
import type { Living, RunRow, Tables } from "./tables.ts";

/** A run as its object works on it: the kernel's state and what the machinery around it must know. */
export interface Run {
  readonly id: string;
  readonly facts: RunFacts;
  readonly plan: Plan;
  execution: Execution;
  /** Until when each running node execution is lent to a worker, ms since the epoch. */
  leases: Map<NodeExecutionId, number>;
  /** What node executions wait for in the object. */
  waits: Map<NodeExecutionId, Wait>;
  /** Node executions that an earlier run has done: they are not done again. */
  kept: Set<NodeExecutionId>;
  /** Until it has a place: see places.ts. */
  queued: Queued | null;
  wakes: Wakes;
  /** Number of the last log entry that Postgres shows. */
  shown: number;
  /** Parts of the state that are kept in rows of their own; the rest travels in the head. */
  ownRows: Set<string>;
}

/** Steps a run. */
export type Change = (run: Run) => Step;

/** Kept with the state of the node execution that waits. */
export interface Wait {
  suspension: Suspension;
  /** Things that happened to it so far. */
  count: number;
  /** Id of the child execution, or of the review, that it waits for. */
  of: string | null;
  /** Number of the last entry of the child's log that it was told. */
  told: number;
}

/** A run that waits in line for a place, with what it is to begin with. */
export interface Queued {
  /** In the order in which runs came. */
  number: number;
  inputs: JsonObject;
  /** It can begin in the next turn. */
  isNext?: boolean;
}

export interface RunFacts {
  userId: string;
  planKey: string;
  trigger: string;
  createdAt: number;
  /** Of a child execution: who waits for it, how deep it is, and what its parent can spare. */
  parent?: {
    executionId: string;
    nodeExecution: NodeExecutionId;
    depth: number;
    nodeExecutions: number;
    /** In micro-US-dollars, if there is a limit. */
    cost?: number;
  };
  /** The run whose finished node executions this one keeps. */
  retryOf?: string;
  /** Runs of its graph that there may be with it, itself included; without it, any number. */
  cap?: number;
  /** Plans of the graphs that its agents run, by graph and version. */
  plans?: Record<string, string>;
}

/** Queue messages that ask for a worker. A message carries its number only; what there is to do is decided here. */
export interface Wakes {
  last: number;
  outstanding: { id: number; sentAt: number }[];
  /** Messages lost in a row, with work waiting. */
  lost: number;
  /** No message is sent before this moment, ms since the epoch: the queue did not take the last one. */
  heldUntil: number;
}

interface Head extends Omit<Execution, "nodes" | "live" | "status"> {
  facts: RunFacts;
  wakes: Wakes;
  queued?: Queued;
  parts: [key: string, part: Part][];
}

type Part = { node: PackedNode } | { run: NodeExecution; lease?: number; wait?: Wait };

/** A deploy may find states that were written before charges were counted. */
const withCharges = (run: NodeExecution): NodeExecution => ({
  ...run,
  charged: run.charged ?? null,
  reserved: run.reserved ?? 0,
});

/** Most nodes of a run are in their plainest state most of the time: three numbers. */
type PackedNode = [
  count: number,
  ready: number,
  drained: number,
  rest?: Pick<NodeState, "filled" | "statics">,
];

function pack({ count, ready, drained, filled, statics }: NodeState): PackedNode {
  const isPlain = Object.keys(filled).length === 0 && Object.keys(statics).length === 0;
  return isPlain ? [count, ready, drained] : [count, ready, drained, { filled, statics }];
}

const unpack = ([count, ready, drained, rest]: PackedNode): NodeState => ({
  count,
  ready,
  drained,
  ...(rest ?? { filled: {}, statics: {} }),
});

/** Small parts up to this many characters in all travel in the head: one row a commit for most runs. */
const HEAD_ROOM = 8192;

export const newRun = (id: string, facts: RunFacts, plan: Plan): Run => ({
  id,
  facts,
  plan: withinMeans(plan, facts),
  execution: queued,
  leases: new Map(),
  waits: new Map(),
  kept: new Set(),
  queued: null,
  wakes: { last: 0, outstanding: [], lost: 0, heldUntil: 0 },
  shown: 0,
  ownRows: new Set(),
});

export function loadRun(tables: Tables, row: RunRow, plan: Plan): Run {
  const head = JSON.parse(row.head) as Head;
  const { facts, wakes, parts, startedAt, seq, used } = head;
  const own = tables.parts(row.id).map(([key, body]) => [key, JSON.parse(body) as Part] as const);
  const nodes = new Map<string, NodeState>();
  const live = new Map<NodeExecutionId, NodeExecution>();
  const leases = new Map<NodeExecutionId, number>();
  const waits = new Map<NodeExecutionId, Wait>();
  for (const [key, part] of [...parts, ...own]) {
    if ("node" in part) nodes.set(key.slice(2), unpack(part.node));
    else live.set(part.run.id, withCharges(part.run));
    if ("lease" in part && part.lease !== undefined) leases.set(part.run.id, part.lease);
    if ("wait" in part && part.wait !== undefined) waits.set(part.run.id, part.wait);
  }
  const status = row.status as Status;
  return {
    id: row.id,
    facts,
    plan: withinMeans(plan, facts),
    execution: {
      status,
      startedAt,
      seq,
      used: { ...queued.used, ...used },
      nodes,
      live: inOrder(live),
    },
    leases,
    waits,
    kept: new Set(facts.retryOf === undefined ? [] : tables.kept.ids(row.id)),
    queued: head.queued ?? null,
    wakes,
    shown: row.projected,
    ownRows: new Set(own.map(([key]) => key)),
  };
}

/** A run that ended as its rows have it: without what it was about to do. */
export const bare = (run: Run): Run => ({
  ...newRun(run.id, run.facts, run.plan),
  execution: { ...run.execution, nodes: new Map(), live: new Map() },
  wakes: run.wakes,
  shown: run.shown,
});

/** What places are concerned with in the row of a run that has not ended; null for a part of another run. */
export function placedIn(row: Living, graphId: string): Placed | null {
  const { facts, queued: waits } = JSON.parse(row.head) as Head;
  return facts.parent === undefined ? placed(row.id, graphId, facts, waits ?? null) : null;
}

/** A child may use what its parent has left. */
function withinMeans(plan: Plan, { parent }: RunFacts): Plan {
  if (parent === undefined) return plan;
  const { limits } = plan;
  const nodeExecutions = Math.min(limits.nodeExecutions, parent.nodeExecutions);
  const cost = Math.min(limits.cost ?? Number.POSITIVE_INFINITY, parent.cost ?? Number.POSITIVE_INFINITY);
  if (nodeExecutions === limits.nodeExecutions && cost === (limits.cost ?? Number.POSITIVE_INFINITY))
    return plan;
  return { ...plan, limits: { ...limits, nodeExecutions, ...(Number.isFinite(cost) && { cost }) } };
}

/** Rows come back sorted by key; the kernel's order is the order of appearance within a node. */
const inOrder = (live: Map<NodeExecutionId, NodeExecution>): Map<NodeExecutionId, NodeExecution> =>
  new Map([...live].sort(([, a], [, b]) => a.ordinal - b.ordinal));

/** What the rows of a run say. */
export type Saved = Pick<Run, "execution" | "leases" | "waits">;

/** Writes what differs from the state before, and the new log entries: so many characters. Call inside a transaction. */
export function saveRun(
  tables: Tables,
  run: Run,
  before: Saved,
  log: readonly LogEntry[],
  due: number,
): number {
  const { execution } = run;
  const parts: Head["parts"] = [];
  if (isFinal(execution.status)) {
    if (run.ownRows.size > 0) tables.dropParts(run.id);
    run.ownRows = new Set();
    if (run.facts.retryOf !== undefined) tables.kept.drop(run.id);
  } else {
    saveParts(tables, run, before, parts);
  }
  const { status, startedAt, seq, used } = execution;
  const head: Head = { facts: run.facts, wakes: run.wakes, startedAt, seq, used, parts };
  if (status === "QUEUED" && run.queued !== null) head.queued = run.queued;
  const ended = isFinal(status) ? (log.at(-1)?.at ?? startedAt) : null;
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
  return tables.appendLog(run.id, log);
}

/** A part that has a row of its own keeps it until it is gone, so that rows do not move about. */
function saveParts(tables: Tables, run: Run, before: Saved, inHead: Head["parts"]): void {
  let room = HEAD_ROOM;
  const gone = new Set(run.ownRows);
  const save = (key: string, part: Part, changed: boolean) => {
    gone.delete(key);
    if (run.ownRows.has(key)) {
      if (changed) tables.putPart(run.id, key, JSON.stringify(part));
      return;
    }
    const text = room > 0 ? JSON.stringify(part) : "";
    if (text !== "" && text.length <= room) {
      room -= text.length;
      inHead.push([key, part]);
      return;
    }
    run.ownRows.add(key);
    tables.putPart(run.id, key, text || JSON.stringify(part));
  };
  for (const [node, state] of run.execution.nodes) {
    save(`n:${node}`, { node: pack(state) }, state !== before.execution.nodes.get(node));
  }
  for (const [id, live] of run.execution.live) {
    const lease = run.leases.get(id);
    const wait = run.waits.get(id);
    const part = { run: live, ...(lease !== undefined && { lease }), ...(wait !== undefined && { wait }) };
    const isAsBefore =
      live === before.execution.live.get(id) &&
      lease === before.leases.get(id) &&
      wait === before.waits.get(id);
    save(`x:${id}`, part, !isAsBefore);
  }
  for (const key of gone) {
    tables.dropPart(run.id, key);
    run.ownRows.delete(key);
  }
}
