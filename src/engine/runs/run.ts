import type { Suspension } from "#blocks/suspension.ts";
import {
  type Execution,
  type NodeExecution,
  type NodeExecutionId,
  type NodeState,
  queued,
  type Step,
} from "#kernel/execution.ts";
import type { Plan } from "#kernel/plan.ts";
import type { JsonObject } from "#lib/json.ts";
import { HeadParts } from "./head-parts.ts";

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
  /** How much of what they did for good the workers of node executions have noted. */
  notes: Map<NodeExecutionId, number>;
  /** Child executions that workers asked for, each with the node execution that it is for. */
  spawned: Map<string, NodeExecutionId>;
  /** When the last event came that a node has heard of a name: see heard.ts. */
  heard: Map<string, number>;
  /** Node executions that an earlier run has done: they are not done again. */
  kept: Set<NodeExecutionId>;
  /** Until it has a place: see places.ts. */
  queued: Queued | null;
  wakes: Wakes;
  /** Number of the last log entry that Postgres shows. */
  shown: number;
  /** Parts of the state that are kept in rows of their own, with their weights, and those that travel in the head. */
  ownRows: Map<string, number>;
  inHead: HeadParts<Written>;
  /** Of all its parts: characters of JSON, each large value counted wherever it is. */
  weight: number;
}

/** A part as it is written down, large values apart; `size` is that of its text. */
export interface Written {
  part: Part;
  size: number;
  weight: number;
}

/** A part of the state. */
export type Part = { node: PackedNode } | { run: NodeExecution; lease?: number; wait?: Wait; notes?: number };

/** Most nodes of a run are in their plainest state most of the time: three numbers. */
export type PackedNode = [
  count: number,
  ready: number,
  drained: number,
  rest?: Pick<NodeState, "filled" | "statics" | "past">,
];

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
  /** When its node execution has waited for too long, ms since the epoch; never when not given. */
  deadline?: number;
}

/** A run that waits in line for a place, with what it is to begin with. */
export interface Queued {
  /** In the order in which runs came. */
  number: number;
  inputs: JsonObject;
  /** It can begin in the next turn. */
  isNext?: boolean;
  /** Its beginnings that threw. */
  failed?: number;
  /** After such a one it steps aside until then, ms since the epoch: nobody waits for it. */
  asideUntil?: number;
}

export interface RunFacts {
  userId: string;
  planKey: string;
  trigger: string;
  createdAt: number;
  /** The user's in IANA's words, as it was when the run was started; UTC when not given. */
  timeZone?: string;
  /** Of a child execution: what it is for, and how deep it is. */
  parent?: {
    executionId: string;
    nodeExecution: NodeExecutionId;
    depth: number;
    /** What was set aside for it, in micro-US-dollars, if there is a limit. */
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

export const newRun = (id: string, facts: RunFacts, plan: Plan): Run => ({
  id,
  facts,
  plan: withinMeans(plan, facts),
  // A map of its own: the kernel changes it in place.
  execution: { ...queued, live: new Map() },
  leases: new Map(),
  waits: new Map(),
  notes: new Map(),
  spawned: new Map(),
  heard: new Map(),
  kept: new Set(),
  queued: null,
  wakes: { last: 0, outstanding: [], lost: 0, heldUntil: 0 },
  shown: 0,
  ownRows: new Map(),
  inHead: new HeadParts(),
  weight: 0,
});

/** A run that ended as its rows have it: without what it was about to do. */
export const bare = (run: Run): Run => ({
  ...newRun(run.id, run.facts, run.plan),
  execution: { ...run.execution, nodes: new Map(), live: new Map() },
  wakes: run.wakes,
  shown: run.shown,
});

/** A child may cost what was set aside for it; what it shares with its family, families.ts knows. */
function withinMeans(plan: Plan, { parent }: RunFacts): Plan {
  const { limits } = plan;
  if (parent?.cost === undefined || parent.cost >= (limits.cost ?? Number.POSITIVE_INFINITY)) return plan;
  return { ...plan, limits: { ...limits, cost: parent.cost } };
}
