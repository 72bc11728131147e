import type { LogEntry } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import { NOTHING_SPENT, plus, type Spent } from "#kernel/spent.ts";

/** A try at something outside: under which key it was made, what it was charged, and what is known to have come of it. */
export interface Receipt {
  nodeId: string;
  ordinal: number;
  blockId: string;
  attempt: number;
  idempotencyKey: string;
  /** `unknown`: the run ended first. What is `failed` with its worker may have been done all the same. */
  outcome: "completed" | "failed" | "unknown";
  error: string | null;
  spent: Spent | null;
  /** Milliseconds since the epoch. */
  startedAt: number;
  endedAt: number | null;
}

/** What every try of a node execution sends, so that what is done twice can be told. */
export const idempotencyKeyOf = (executionId: string, nodeExecution: string): string =>
  `${executionId}:${nodeExecution}:1`;

type Tried = Extract<LogEntry, { type: "node.started" }>;

/** A receipt of each try that a worker made, in the order in which they began; of what was kept there is none. */
export function receiptsOf(executionId: string, { nodes }: Plan, log: Iterable<LogEntry>): Receipt[] {
  const receipts: Receipt[] = [];
  const open = new Map<string, Receipt>();
  for (const entry of log) {
    if (!("ordinal" in entry)) continue;
    const id = `${entry.node_id}#${entry.ordinal}`;
    const node = nodes[entry.node_id];
    if (entry.type === "node.started" && node?.pure === false && !node.waits) {
      open.set(id, begun(entry, idempotencyKeyOf(executionId, id)));
      continue;
    }
    const receipt = open.get(id);
    if (receipt === undefined || !closes(receipt, entry)) continue;
    open.delete(id);
    if (entry.type !== "node.completed" || entry.kept !== true) receipts.push(receipt);
  }
  return [...receipts, ...open.values()].sort((a, b) => a.startedAt - b.startedAt);
}

const begun = ({ node_id, ordinal, block_id, attempt, at }: Tried, idempotencyKey: string): Receipt => ({
  nodeId: node_id,
  ordinal,
  blockId: block_id,
  attempt,
  idempotencyKey,
  outcome: "unknown",
  error: null,
  spent: null,
  startedAt: at,
  endedAt: null,
});

/** Writes into the receipt what an entry says of it; answers whether it is the last that does. */
function closes(receipt: Receipt, entry: LogEntry): boolean {
  switch (entry.type) {
    case "node.charged":
      receipt.spent = plus(receipt.spent ?? NOTHING_SPENT, entry.spent);
      return false;
    case "node.completed":
      Object.assign(receipt, { outcome: "completed", endedAt: entry.at });
      return true;
    case "node.failed":
    case "node.retried":
      Object.assign(receipt, { outcome: "failed", error: entry.error, endedAt: entry.at });
      return true;
    default:
      return false;
  }
}
