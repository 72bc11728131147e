// What a log says of what came from outside: the reports of workers, lost leases, the end of a run.

import type { End, Event, NodeExecution, Output } from "#kernel/execution.ts";
import type { LogEntry } from "#kernel/log.ts";
import type { Limits } from "#kernel/plan.ts";
import { NOTHING_SPENT, plus, type Spent } from "#kernel/spent.ts";

/** Node executions that the log says an earlier run did. */
export const keptIn = (log: readonly LogEntry[]): ReadonlySet<string> =>
  new Set(
    log.flatMap((entry) =>
      entry.type === "node.completed" && entry.kept === true ? [`${entry.node_id}#${entry.ordinal}`] : [],
    ),
  );

/** The user's time zone, if the run knew it. */
export function timeZoneIn([first]: readonly LogEntry[]): string | undefined {
  return first?.type === "execution.started" ? first.time_zone : undefined;
}

/** In the words of the kernel. */
const LOST = "Its worker was lost";

/** All that is recorded of a node execution from here to the end of its attempt, as one report. */
export function recordedReport(log: readonly LogEntry[], position: number, live: NodeExecution): Event[] {
  const { id, attempt, reported: from } = live;
  const at = log[position]?.at ?? 0;
  const rest = log.slice(position).filter((entry) => isOf(entry, live));
  const last = rest.findIndex(({ type }) => type !== "node.output");
  const outputs = rest.slice(0, last < 0 ? rest.length : last).flatMap(outputOf);
  const charge = chargeOf(rest[last], live);
  const said = { type: "report", at, id, attempt, from, outputs, ...charge } as const;
  const end = endOf(charge === null ? rest[last] : rest[last + 1], at);
  const isSilent = outputs.length === 0 && charge === null;
  if (end === "lost" && isSilent) return [{ type: "lost", at, id, attempt }];
  if (end === "lost" || end === null) return [said];
  // The kernel itself sends a failure's message along the error pin.
  if (end.type === "failed" && !end.retryable) outputs.pop();
  return [{ ...said, end }];
}

/** The log tells of a late report by itself, in between. */
const isOf = (entry: LogEntry, { node, ordinal }: NodeExecution): boolean =>
  "ordinal" in entry &&
  entry.node_id === node &&
  entry.ordinal === ordinal &&
  entry.type !== "node.refused" &&
  entry.type !== "execution.output";

const outputOf = (entry: LogEntry): Output[] =>
  entry.type === "node.output" ? [{ name: entry.output_name, data: entry.output_data }] : [];

/** All that the attempt was charged by then; null for any other entry. */
function chargeOf(entry: LogEntry | undefined, { charged }: NodeExecution): { spent: Spent } | null {
  return entry?.type === "node.charged" ? { spent: plus(charged ?? NOTHING_SPENT, entry.spent) } : null;
}

function endOf(entry: LogEntry | undefined, at: number): End | "lost" | null {
  switch (entry?.type) {
    case "node.completed":
      return { type: "completed" };
    case "node.failed":
      return { type: "failed", message: entry.error, retryable: false };
    case "node.retried":
      if (entry.error === LOST) return "lost";
      return { type: "failed", message: entry.error, retryable: true, retryAfterMs: entry.not_before - at };
    default:
      return null;
  }
}

/** How a run was ended from outside. */
export function ending(log: readonly LogEntry[], at: number): Event[] {
  const last = log.at(-1);
  if (last?.type !== "execution.failed") return [];
  return [last.status === "TERMINATED" ? { type: "stop", at } : { type: "abort", at, error: last.error }];
}

/**
 * What a family of runs might have left this one, if a run ended for it. Logs of once do not tell what that was: anything
 * that leaves it between `least` and `most` node executions of its own.
 */
export function sharedBudgets(log: readonly LogEntry[], least: number, most: number): SharedBudget[] {
  const last = log.at(-1);
  if (last?.type !== "execution.failed" || last.error.code !== "BUDGET_EXCEEDED") return [];
  const { shared, message } = last.error;
  if (shared !== undefined) {
    return [{ nodeExecutions: shared.node_executions, elsewhere: shared.elsewhere }];
  }
  const [, limit] = /^The run has used its (\d+) node executions$/.exec(message) ?? [];
  const nodeExecutions = Number(limit ?? 0);
  const choices = Math.min(most, nodeExecutions) - least + 1;
  return Array.from({ length: Math.max(0, choices) }, (_, index) => ({
    nodeExecutions,
    elsewhere: nodeExecutions - least - index,
  }));
}

type SharedBudget = Required<Pick<Limits, "nodeExecutions" | "elsewhere">>;
