import type { Json, JsonObject } from "#lib/json.ts";
import type { LogEntry, RunError, Status, WaitsFor } from "./log.ts";
import { NOTHING_SPENT, type Spent } from "./spent.ts";

/** The state of one run: what is still alive in it. What has ended is in the log. */
export interface Execution {
  status: Status;
  startedAt: number;
  /** Number of the last log entry. */
  seq: number;
  used: Used;
  nodes: ReadonlyMap<string, NodeState>;
  /** Node executions that are not drained yet, by id. */
  live: ReadonlyMap<NodeExecutionId, NodeExecution>;
}

/** `<node id>#<ordinal>` */
export type NodeExecutionId = string;

export interface Used {
  nodeExecutions: number;
  size: number;
  /** Live node executions that began and have not ended: none left means the run is over. */
  pending: number;
  /** Those of them that wait for a person: when no others are left, the run is in REVIEW. */
  reviews: number;
  /** Node executions that began, and how many of them completed, and failed. */
  began: number;
  completed: number;
  failed: number;
  /** What all of them were charged, child runs' shares included. */
  spent: Spent;
  /** Set aside for those under way, in micro-US-dollars: what they may still cost. */
  reserved: number;
}

/** Node executions of one node are numbered from 1. `1..drained` are over, `..ready` began, `..count` wait for values. */
export interface NodeState {
  count: number;
  /** Up to here every linked pin had its value, so the node execution began. */
  ready: number;
  /** Up to here all outputs are routed; only the next one's outputs may be (K6). */
  drained: number;
  /** The last ordinal that received a value of its own on a pin: the k-th value of each pin meets in one (FIFO). */
  filled: Readonly<Record<string, number>>;
  /** What the last node execution to begin had on each static pin: the next one takes it if nothing else comes. */
  statics: JsonObject;
  /** Drained ones that took more than one attempt: the last few, whose earlier attempts may still report. */
  past: readonly Past[];
}

export interface Past {
  ordinal: number;
  /** The attempt that ended it. */
  attempt: number;
  /** As in a node execution. */
  refused: number;
}

export type LiveState = "INCOMPLETE" | "QUEUED" | "RUNNING" | "WAITING" | "REVIEW" | "ENDED";

export interface NodeExecution {
  id: NodeExecutionId;
  node: string;
  ordinal: number;
  /** Among the node executions of its run, from 1, in the order in which they began. */
  position: number;
  state: LiveState;
  /** While INCOMPLETE the received values by sink name, afterwards the merged input. */
  input: JsonObject;
  /** Of its input, in characters; while INCOMPLETE of the values that it was counted with so far. */
  size: number;
  /** The fence: raised whenever a try failed or its lease ran out, so that a report of an older one can be told. */
  attempt: number;
  /** Tries that failed (retry policy), and leases that ran out. */
  failures: number;
  losses: number;
  /** The highest attempt whose late report is on record, or that has ended by its own report and can have none. */
  refused: number;
  /** Outputs accepted so far, over all attempts. */
  reported: number;
  /** Accepted outputs that wait until the node's elder executions are drained. */
  held: readonly Output[];
  /** Not to be claimed before this moment, ms since the epoch. */
  notBefore: number;
  /** A person has approved it. */
  approved: boolean;
  /** What the attempt of now was charged so far, if anything. */
  charged: Spent | null;
  /** What its child runs did and were charged so far, over all attempts. */
  children: Spent | null;
  /** What is set aside for it and not used, in micro-US-dollars. */
  reserved: number;
}

export interface Output {
  name: string;
  data: Json;
}

export type End =
  | { type: "completed" }
  | { type: "failed"; message: string; retryable: boolean; retryAfterMs?: number };

/** What can happen to a run. `at`: milliseconds since the epoch, given by the shell. */
export type Event =
  | {
      type: "start";
      at: number;
      inputs: JsonObject;
      /** Of the run's user, in IANA's words: only recorded, for those who run nodes. */
      timeZone?: string;
    }
  | { type: "claim"; at: number; id: NodeExecutionId }
  | {
      type: "report";
      at: number;
      id: NodeExecutionId;
      attempt: number;
      /** Index of the first of `outputs` among all outputs of this node execution. */
      from: number;
      outputs: readonly Output[];
      /** All that this attempt was charged so far: hearing it twice counts once. */
      spent?: Spent;
      end?: End;
    }
  /** All that child runs of a node execution did and were charged so far: hearing it twice counts once. */
  | { type: "charge"; at: number; id: NodeExecutionId; spent: Spent }
  | { type: "lost"; at: number; id: NodeExecutionId; attempt: number }
  /** `on`: the name of the event, the id of the review or of the child execution. */
  | {
      type: "suspend";
      at: number;
      id: NodeExecutionId;
      waitsFor: WaitsFor;
      on?: string;
      until: number | null;
    }
  /** A person approved a node execution, perhaps with another input: workers may take it now. */
  | { type: "release"; at: number; id: NodeExecutionId; input: JsonObject }
  | { type: "stop"; at: number }
  | { type: "abort"; at: number; error: RunError };

/** What the shell must do after the commit. */
export type Effect =
  | { type: "run"; id: NodeExecutionId; node: string; notBefore: number }
  | { type: "finish"; status: Status };

export interface Step {
  next: Execution;
  log: LogEntry[];
  effects: Effect[];
  /** Node executions that are not what they were, or are not there any more; not all of a run that has ended (K25). */
  touched: ReadonlySet<NodeExecutionId>;
}

/** The step that changes nothing. */
export const unchanged = (execution: Execution): Step => ({
  next: execution,
  log: [],
  effects: [],
  touched: new Set(),
});

export const queued: Execution = {
  status: "QUEUED",
  startedAt: 0,
  seq: 0,
  used: {
    nodeExecutions: 0,
    size: 0,
    pending: 0,
    reviews: 0,
    began: 0,
    completed: 0,
    failed: 0,
    spent: NOTHING_SPENT,
    reserved: 0,
  },
  nodes: new Map(),
  live: new Map(),
};
