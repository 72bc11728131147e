import { type Draft, update } from "./draft.ts";
import type { NodeExecution, Used } from "./execution.ts";
import type { Plan, PlanNode } from "./plan.ts";

/**
 * What must be set aside before an execution of a node begins, in micro-US-dollars, so that those which run at once
 * cannot exceed the run's cost together (K16). `later`: not while others hold what it needs. `never`: the rest is too
 * little. What says no maximum gets all that is left, and so runs alone.
 */
export function bid({ limits }: Plan, used: Used, { maxCost }: PlanNode): number | "later" | "never" {
  if (limits.cost === undefined || maxCost === 0) return 0;
  const left = limits.cost - used.spent.cost - used.reserved;
  const wanted = maxCost ?? (left > 0 ? left : 1);
  if (wanted <= left && (maxCost !== null || used.reserved === 0)) return wanted;
  return used.reserved > 0 ? "later" : "never";
}

/** Sets aside what a node execution may cost; null when it cannot begin now, or the run ends for it. */
export function reserve(draft: Draft, run: NodeExecution, node: PlanNode): NodeExecution | null {
  if (run.reserved > 0) return run;
  const reserved = bid(draft.plan, draft.used, node);
  if (reserved === 0) return run;
  if (reserved === "later") return null;
  if (reserved === "never") {
    overspend(draft, node.id, "and this node may cost more than is left");
    return null;
  }
  draft.used.reserved += reserved;
  return update(draft, run, { reserved });
}

/** Gives back what was not used. */
export function settle(draft: Draft, run: NodeExecution): NodeExecution {
  if (run.reserved === 0) return run;
  draft.used.reserved -= run.reserved;
  return update(draft, run, { reserved: 0 });
}

/** Takes a charge out of what was set aside for it. */
export function draw(draft: Draft, run: NodeExecution, cost: number): void {
  const { limits } = draft.plan;
  const reserved = run.reserved > cost ? run.reserved - cost : 0;
  draft.used.reserved -= run.reserved - reserved;
  if (reserved !== run.reserved) update(draft, run, { reserved });
  if (limits.cost !== undefined && draft.used.spent.cost > limits.cost)
    overspend(draft, run.node, "and this node has cost more than it may");
}

function overspend(draft: Draft, node_id: string, why: string): void {
  const [spent, limit] = [draft.used.spent.cost, draft.plan.limits.cost ?? 0].map(dollars);
  draft.fault = {
    code: "BUDGET_EXCEEDED",
    message: `The run has spent ${spent} of ${limit}, ${why}`,
    node_id,
  };
}

const dollars = (cost: number): string => `$${cost / 1_000_000}`;
