import type { Used } from "#kernel/execution.ts";
import type { History } from "#kernel/history.ts";
import type { Status } from "#kernel/log.ts";
import { NOTHING_SPENT, plus, type Spent } from "#kernel/spent.ts";
import type { JsonObject } from "#lib/json.ts";

/** What was used of what is paid for, as clients read it. `cost` is in US dollars, to the micro-dollar. */
export interface Charged {
  cost: number;
  input_token_count: number;
  output_token_count: number;
  llm_call_count: number;
}

/**
 * Figures of a run as clients read them, those of its child runs included. `total_run_time` is in seconds, from the
 * run's start to its end.
 */
export interface ExecutionStats extends Charged {
  total_nodes: number;
  completed_nodes: number;
  failed_nodes: number;
  node_error_count: number;
  total_run_time: number;
}

export function chargedOf(spent: Spent | null): Charged {
  const { cost, inputTokens, outputTokens, calls } = spent ?? NOTHING_SPENT;
  return {
    cost: cost / 1_000_000,
    input_token_count: inputTokens,
    output_token_count: outputTokens,
    llm_call_count: calls,
  };
}

/** `now` (ms since the epoch) stands in for the end of a run that goes on. */
export function statsOf(history: History, now = 0): ExecutionStats {
  const nodes = [...history.nodes.values()];
  const count = (status: Status): number => nodes.filter((node) => node.status === status).length;
  const spent = nodes.reduce((all, node) => (node.spent ? plus(all, node.spent) : all), NOTHING_SPENT);
  const failed = count("FAILED") + spent.failed;
  const { startedAt, endedAt } = history;
  return {
    total_nodes: nodes.length - count("INCOMPLETE") + spent.nodes,
    completed_nodes: count("COMPLETED") + spent.completed,
    failed_nodes: failed,
    node_error_count: failed,
    total_run_time: startedAt === null ? 0 : Math.max(0, (endedAt ?? now) - startedAt) / 1000,
    ...chargedOf(spent),
  };
}

/** The same of a run that goes on, from its counters: what was `began` `ms` ago. */
export function statsNow({ began, completed, failed, spent }: Counted, ms: number): ExecutionStats {
  const allFailed = failed + spent.failed;
  return {
    total_nodes: began + spent.nodes,
    completed_nodes: completed + spent.completed,
    failed_nodes: allFailed,
    node_error_count: allFailed,
    total_run_time: Math.max(0, ms) / 1000,
    ...chargedOf(spent),
  };
}

type Counted = Pick<Used, "began" | "completed" | "failed" | "spent">;

export const noStats: ExecutionStats = {
  total_nodes: 0,
  completed_nodes: 0,
  failed_nodes: 0,
  node_error_count: 0,
  total_run_time: 0,
  ...chargedOf(null),
};

/** The figures in a row; those that it does not have are 0. */
export const readStats = (stored: JsonObject): ExecutionStats => figures(noStats, stored);

export const readSpent = (stored: JsonObject): Spent => figures(NOTHING_SPENT, stored);

/** As `zero`, with what numbers `stored` has for its fields. */
function figures<T extends object>(zero: T, stored: JsonObject): T {
  const known: Record<string, number> = {};
  for (const name of Object.keys(zero)) {
    const figure = stored[name];
    if (typeof figure === "number") known[name] = figure;
  }
  return { ...zero, ...known };
}
