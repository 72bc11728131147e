import type { History, NodeRecord } from "#kernel/history.ts";
import type { Status } from "#kernel/log.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import type { StoredNode } from "#store/schema/executions.ts";
import type { Glance, Present, QueuedState, Waiting } from "./engine.ts";
import { type ExecutionStats, readSpent, readStats, statsOf } from "./stats.ts";

export const EXECUTION_STATUSES = [
  "INCOMPLETE",
  "QUEUED",
  "RUNNING",
  "REVIEW",
  "COMPLETED",
  "FAILED",
  "TERMINATED",
] as const satisfies readonly Status[];

/** A run without what it took and gave. Times are milliseconds since the epoch. */
export interface ExecutionSummary {
  id: string;
  userId: string;
  graphId: string;
  graphVersion: number;
  status: Status;
  trigger: string;
  tags: string[];
  retryOf: string | null;
  parentExecutionId: string | null;
  stats: ExecutionStats;
  createdAt: number;
  startedAt: number | null;
  endedAt: number | null;
}

export interface ExecutionRecord extends ExecutionSummary {
  inputs: JsonObject;
  /** What OUTPUT nodes received, by their name, in order. */
  outputs: Record<string, Json[]>;
  error: JsonObject | null;
  nodes: NodeNow[];
  /** What it and its nodes took and gave is left out: see large-run.ts. */
  valuesOmitted: boolean;
  /** Why it waits in line, when it does. */
  queued: QueuedState | null;
}

/** `waiting`: what it waits for, when it is neither done nor under way. */
export type NodeNow = NodeRecord & { waiting: Waiting | null };

/** As it is stored: its state is text, and its figures may be those of an earlier version. */
type Stored<Run extends ExecutionSummary> = Omit<Run, "status" | "stats"> & {
  status: string;
  stats: JsonObject;
};

export type StoredSummary = Stored<ExecutionSummary>;

type StoredRecord = Stored<Omit<ExecutionRecord, "nodes" | "queued">> & { nodes: StoredNode[] | null };

export const summaryOf = (row: StoredSummary): ExecutionSummary => ({
  ...row,
  status: statusOf(row.status),
  stats: readStats(row.stats),
});

export const recordOf = (row: StoredRecord): ExecutionRecord => ({
  ...row,
  status: statusOf(row.status),
  stats: readStats(row.stats),
  nodes: nodesOf(row.nodes ?? []),
  queued: null,
});

/** The summary as the engine tells it, which is ahead of the row. */
export const summaryNow = (summary: ExecutionSummary, glance: Glance): ExecutionSummary => ({
  ...summary,
  ...glance,
});

/** `now` (ms since the epoch) stands in for the end of a run that goes on. */
export function glanceOf(history: History, now: number): Glance {
  const { status, startedAt, endedAt } = history;
  return { status, startedAt, endedAt, stats: statsOf(history, now) };
}

export function recordNow(record: ExecutionRecord, history: Present, now: number): ExecutionRecord {
  return {
    ...record,
    ...glanceOf(history, now),
    outputs: history.outputs,
    error: history.error === null ? null : { ...history.error },
    nodes: [...history.nodes].map(([id, node]) => ({ ...node, waiting: history.waiting?.[id] ?? null })),
    queued: history.queued ?? null,
    valuesOmitted: history.valuesOmitted ?? false,
  };
}

export const nodesOf = (rows: readonly StoredNode[]): NodeNow[] =>
  rows.map((row) => ({
    ...row,
    status: statusOf(row.status),
    spent: row.spent && readSpent(row.spent),
    waiting: null,
  }));

function statusOf(text: string): Status {
  const status = EXECUTION_STATUSES.find((known) => known === text);
  if (status === undefined) throw new Error(`A row has the status ${text}`);
  return status;
}
