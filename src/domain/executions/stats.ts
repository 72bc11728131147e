import type { History } from "#kernel/history.ts";
import type { JsonObject } from "#lib/json.ts";

/** Figures of a run as clients read them. `total_run_time` is in seconds, from the run's start to its end. */
export interface ExecutionStats {
  total_nodes: number;
  completed_nodes: number;
  failed_nodes: number;
  node_error_count: number;
  total_run_time: number;
  cost: number;
}

/** `now` (ms since the epoch) stands in for the end of a run that goes on. */
export function statsOf(history: History, now = 0): ExecutionStats {
  const nodes = [...history.nodes.values()];
  const failed = nodes.filter(({ status }) => status === "FAILED").length;
  const { startedAt, endedAt } = history;
  return {
    total_nodes: nodes.filter(({ status }) => status !== "INCOMPLETE").length,
    completed_nodes: nodes.filter(({ status }) => status === "COMPLETED").length,
    failed_nodes: failed,
    node_error_count: failed,
    total_run_time: startedAt === null ? 0 : Math.max(0, (endedAt ?? now) - startedAt) / 1000,
    cost: 0,
  };
}

export const noStats: ExecutionStats = {
  total_nodes: 0,
  completed_nodes: 0,
  failed_nodes: 0,
  node_error_count: 0,
  total_run_time: 0,
  cost: 0,
};

/** The figures in a row; those that it does not have are 0. */
export function readStats(stored: JsonObject): ExecutionStats {
  const read = (name: keyof ExecutionStats): number => {
    const value = stored[name];
    return typeof value === "number" ? value : 0;
  };
  return {
    total_nodes: read("total_nodes"),
    completed_nodes: read("completed_nodes"),
    failed_nodes: read("failed_nodes"),
    node_error_count: read("node_error_count"),
    total_run_time: read("total_run_time"),
    cost: read("cost"),
  };
}
