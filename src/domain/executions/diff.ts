import type { Ctx } from "../ctx.ts";
import { compareNodes, type NodeDiff } from "./compare.ts";
import { getExecution } from "./get.ts";
import { requireValues } from "./large-run.ts";
import type { ExecutionSummary } from "./record.ts";

export interface ExecutionDiff {
  a: ExecutionSummary;
  b: ExecutionSummary;
  nodes: NodeDiff[];
}

/** Two executions of the caller as they are now, node by node. */
export async function diffExecutions(ctx: Ctx, idA: string, idB: string): Promise<ExecutionDiff> {
  const [a, b] = await Promise.all([getExecution(ctx, idA), getExecution(ctx, idB)]);
  for (const execution of [a, b]) requireValues(execution);
  return { a, b, nodes: compareNodes(a.nodes, b.nodes) };
}
