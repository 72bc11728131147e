import type { RunRef } from "#domain/executions/engine.ts";
import type { End, NodeExecutionId, Output } from "#kernel/execution.ts";
import type { PlanTool } from "#kernel/plan.ts";
import type { Spent } from "#kernel/spent.ts";
import type { Json, JsonObject } from "#lib/json.ts";

/** The body of a queue message: ids only. It asks for a worker; what there is to do, the object decides then. */
export interface Wake extends RunRef {
  wake: number;
}

/** A node execution lent to a worker, until its lease runs out. */
export interface Claimed {
  id: NodeExecutionId;
  attempt: number;
  lastAttempt: boolean;
  blockId: string;
  graphId: string;
  input: JsonObject;
  timeoutMs: number;
  leaseMs: number;
  /** How much its earlier attempts have noted, if anything. */
  noted?: number;
  /** The user's, in IANA's words, if it is known. */
  timeZone?: string;
  /** Nodes that it may use as tools, */
  tools?: PlanTool[];
  /** and whether a person must be asked before sensitive ones. */
  asksFirst?: boolean;
  /** What it may cost, in micro-US-dollars; any amount when not given. */
  budget?: number;
}

/** What a worker says of a node execution: outputs counted by index over all attempts, then perhaps its end. */
export interface Report {
  id: NodeExecutionId;
  attempt: number;
  from: number;
  outputs: Output[];
  /** What it has done for good, numbered over all attempts from 0; the first of these is number `from`. */
  notes?: { from: number; entries: Json[] };
  /** All that this attempt was charged so far. */
  spent?: Spent;
  end?: End;
}

/** A worker comes by, sent by message `wake`, for up to `most` of what there is to do. */
export interface Ask {
  wake: number;
  most: number;
}

/** What a worker is lent, and how it reports what comes of it; null when there is nothing to do. */
export interface Opened {
  lent: Claimed[];
  report: ((reports: readonly Report[], most: number) => Heard) | null;
}

/** What an object answers to reports: which of them it still wanted, and more work for the same worker. */
export interface Heard {
  wanted: boolean[];
  lent: Claimed[];
}
