import type { BlockFacts, GraphIssue, GraphNode } from "#kernel/graph.ts";
import { factsOf } from "../facts.ts";

/** Nodes that ask to be tried again and never are: what only computes or waits has one attempt. */
export function idleRetries(nodes: readonly GraphNode[]): GraphIssue[] {
  return nodes.flatMap((node, index) => {
    const facts = factsOf(node.blockId);
    const reason = facts === undefined || !asksForMore(node) ? null : whyOnce(facts);
    return reason === null ? [] : [{ path: `nodes[${index}].metadata.retry`, message: reason }];
  });
}

function asksForMore({ metadata: { retry } }: GraphNode): boolean {
  if (typeof retry !== "object" || retry === null || Array.isArray(retry)) return false;
  return retry["max_attempts"] !== 1;
}

function whyOnce({ name, kind, pure, waits }: BlockFacts): string | null {
  if (kind === "AGENT") {
    return "An agent is run once: what it gave before it failed is in use by then. Retry nodes of its graph, or the run";
  }
  if (waits === true) return `${name} is tried once: it only waits`;
  return pure ? `${name} is tried once: it would only compute the same again` : null;
}
