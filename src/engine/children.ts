// Runs that belong to a node execution of another run: an agent's, which waits for its child in the object, or an
// orchestrator's, whose worker asks for children while it runs.

import type { JsonObject } from "#lib/json.ts";
import { graphRef, MAX_DEPTH } from "./family.ts";
import { newRun, type Run, type RunFacts } from "./run.ts";
import type { Shelf } from "./shelf.ts";

/** A graph to run for a node execution. The id makes it one run, however often it is asked for. */
export interface Wanted {
  id: string;
  graphId: string;
  graphVersion: number;
  inputs: JsonObject;
}

/** The child, not yet begun; or why there can be none. */
export function childOf(
  shelf: Shelf,
  parent: Run,
  of: string,
  wanted: Omit<Wanted, "inputs">,
  at: number,
): Run | string {
  const graph = graphRef(wanted.graphId, wanted.graphVersion);
  const { userId, timeZone, plans = {} } = parent.facts;
  const planKey = plans[graph];
  const depth = (parent.facts.parent?.depth ?? 0) + 1;
  if (planKey === undefined) return `There is no graph ${graph}`;
  if (depth > MAX_DEPTH) return `Agents nest ${MAX_DEPTH} deep at most`;
  const link = { executionId: parent.id, nodeExecution: of, depth, ...means(parent, of) };
  const facts: RunFacts = { userId, planKey, trigger: "agent", createdAt: at, parent: link, plans };
  if (timeZone !== undefined) facts.timeZone = timeZone;
  return newRun(wanted.id, facts, shelf.planOf(planKey));
}

/** What a run can spare for the child of one of its node executions. */
function means({ plan: { limits }, execution: { used, live } }: Run, of: string) {
  const nodeExecutions = limits.nodeExecutions - used.nodeExecutions - used.spent.nodes;
  const cost = limits.cost === undefined ? undefined : (live.get(of)?.reserved ?? 0);
  return { nodeExecutions, ...(cost !== undefined && { cost }) };
}
