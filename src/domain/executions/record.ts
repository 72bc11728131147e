import type { History, NodeRecord } from "#kernel/history.ts";
import type { Status } from "#kernel/log.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import type { executions, nodeExecutions } from "#store/schema/executions.ts";
import type { Glance, Present, QueuedState } from "./engine.ts";
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
  nodes: NodeRecord[];
  /** Why it waits in line, when it does. */
  queued: QueuedState | null;
}

type SummaryRow = Omit<typeof executions.$inferSelect, "inputs" | "outputs" | "error" | "seq">;

export function summaryOf(row: SummaryRow): ExecutionSummary {
  return {
    id: row.id,
    userId: row.userId,
    graphId: row.graphId,
    graphVersion: row.graphVersion,
    status: statusOf(row.status),
    trigger: row.trigger,
    tags: row.tags,
    retryOf: row.retryOf,
    parentExecutionId: row.parentExecutionId,
    stats: readStats(row.stats),
    createdAt: row.createdAt.getTime(),
    startedAt: row.startedAt?.getTime() ?? null,
    endedAt: row.endedAt?.getTime() ?? null,
  };
}

export function recordOf(
  row: typeof executions.$inferSelect,
  nodes: (typeof nodeExecutions.$inferSelect)[],
): ExecutionRecord {
  const { inputs, outputs, error } = row;
  return { ...summaryOf(row), inputs, outputs, error, nodes: nodes.map(nodeOf), queued: null };
}

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
    nodes: [...history.nodes.values()],
    queued: history.queued ?? null,
  };
}

function nodeOf({ executionId: _, position: __, ...row }: typeof nodeExecutions.$inferSelect): NodeRecord {
  return {
    ...row,
    status: statusOf(row.status),
    spent: row.spent && readSpent(row.spent),
    startedAt: row.startedAt?.getTime() ?? null,
    endedAt: row.endedAt?.getTime() ?? null,
  };
}

function statusOf(text: string): Status {
  const status = EXECUTION_STATUSES.find((known) => known === text);
  if (status === undefined) throw new Error(`A row has the status ${text}`);
  return status;
}
