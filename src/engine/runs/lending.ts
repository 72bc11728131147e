// What workers are lent: decisions only, no I/O.

import type { NodeExecution, NodeExecutionId } from "#kernel/execution.ts";
import { MAX_INPUT } from "#kernel/size.ts";
import type { Claimed } from "../messages.ts";
import type { Run } from "./run.ts";

/** A node execution as a worker takes it on. */
export function claimOf({ plan, facts, notes }: Run, live: NodeExecution, leaseMs: number): Claimed {
  const node = plan.nodes[live.node];
  const noted = notes.get(live.id);
  if (node === undefined) throw new Error(`There is nothing to claim as ${live.id}`);
  return {
    id: live.id,
    attempt: live.attempt,
    lastAttempt: live.failures + 1 >= node.retry.maxAttempts,
    blockId: node.blockId,
    graphId: plan.graphId,
    input: live.input,
    timeoutMs: node.timeoutMs,
    leaseMs,
    ...(noted !== undefined && { noted }),
    ...(facts.timeZone !== undefined && { timeZone: facts.timeZone }),
    ...(node.tools !== undefined && { tools: node.tools, asksFirst: plan.safeMode.sensitive }),
  };
}

/** As many of them as one answer can carry, in characters of their inputs, but at least one. */
export function withinAnswer(
  { execution: { live } }: Run,
  ids: readonly NodeExecutionId[],
): NodeExecutionId[] {
  let left = MAX_INPUT;
  return ids.filter((id, index) => {
    left -= live.get(id)?.size ?? 0;
    return index === 0 || left >= 0;
  });
}
