// Runs that belong to a node execution of another run: an agent's, which waits for its child in the object, or an
// orchestrator's, whose worker asks for children while it runs.

import { MAX_AGENT_DEPTH } from "#domain/graphs/analysis/agent-depth.ts";
import { missingInputs } from "#kernel/compile.ts";
import type { NodeExecution, NodeExecutionId } from "#kernel/execution.ts";
import { isFinal } from "#kernel/log.ts";
import type { JsonObject } from "#lib/json.ts";
import { newRun, type Run, type RunFacts } from "../runs/run.ts";
import type { Shelf } from "../runs/shelf.ts";
import { childrenOf, type Find, graphRef, spentBy } from "./family.ts";

/** A graph to run for a node execution. The id makes it one run, however often it is asked for. */
export interface Wanted {
  id: string;
  graphId: string;
  graphVersion: number;
  inputs: JsonObject;
}

/** The child, not yet begun; or why there can be none. */
export function childOf(shelf: Shelf, parent: Run, of: string, wanted: Wanted, at: number): Run | string {
  const graph = graphRef(wanted.graphId, wanted.graphVersion);
  const { userId, timeZone, plans = {} } = parent.facts;
  const planKey = plans[graph];
  const depth = (parent.facts.parent?.depth ?? 0) + 1;
  if (planKey === undefined) return `There is no graph ${graph}`;
  if (depth > MAX_AGENT_DEPTH) return `Agents nest ${MAX_AGENT_DEPTH} deep at most`;
  const childPlan = shelf.planOf(planKey);
  const missing = missingInputs(childPlan, wanted.inputs).filter(
    (name) => !Object.hasOwn(wanted.inputs, name),
  );
  if (missing.length > 0) return `The agent needs ${missing.map((name) => `"${name}"`).join(", ")}`;
  const cost = unlent(parent, of, (id) => shelf.find(id));
  const link = { executionId: parent.id, nodeExecution: of, depth, ...(cost !== undefined && { cost }) };
  const facts: RunFacts = { userId, planKey, trigger: "agent", createdAt: at, parent: link, plans };
  if (timeZone !== undefined) facts.timeZone = timeZone;
  return newRun(wanted.id, facts, childPlan);
}

/**
 * What of the money for a node execution its child runs do not hold, in micro-US-dollars; undefined where there is no
 * limit.
 */
export function unlent(run: Run, of: NodeExecutionId, find: Find): number | undefined {
  const live = run.execution.live.get(of);
  let left = live === undefined ? undefined : moneyFor(run, live);
  if (left === undefined) return undefined;
  for (const { id } of childrenOf(run, of)) {
    const child = find(id);
    if (child !== null) left -= heldBy(child, find);
  }
  return left > 0 ? left : 0;
}

/** What was set aside for it, its children's share included; in a run without a limit what its own node allows. */
function moneyFor({ plan }: Run, live: NodeExecution): number | undefined {
  if (plan.limits.cost !== undefined) return live.reserved + (live.children?.cost ?? 0);
  const most = plan.nodes[live.node]?.maxCost ?? null;
  return most === null ? undefined : most - (live.charged?.cost ?? 0);
}

/** What it was given, as long as it goes on; then what it has used. */
function heldBy(child: Run, find: Find): number {
  const { cost } = spentBy(child, find);
  return isFinal(child.execution.status) ? cost : Math.max(cost, child.facts.parent?.cost ?? cost);
}
