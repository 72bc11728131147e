import type { GraphIssue } from "#kernel/graph.ts";
import type { Plan } from "#kernel/plan.ts";

/** Characters of JSON that the plans of a run, those of its agents included, may have: one call hands their texts over. */
export const MOST_PLANS_SIZE = 8_000_000;

/** What is wrong with plans that are too large together. */
export function planSizeIssues(plans: readonly Plan[]): GraphIssue[] {
  let left = MOST_PLANS_SIZE;
  for (const plan of plans) {
    left -= JSON.stringify(plan).length;
    if (left < 0) return [{ path: "nodes", message: TOO_LARGE }];
  }
  return [];
}

const TOO_LARGE = `The graph and those that its agents run have more than ${MOST_PLANS_SIZE} characters together`;
