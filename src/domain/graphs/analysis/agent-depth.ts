import type { GraphIssue } from "#kernel/graph.ts";

/** Agents run agents of agents on so many levels. */
export const MAX_AGENT_DEPTH = 5;

/** A graph of graphs full of agents has more of them than anybody reads. */
const MOST_TOLD = 100;

/** A node that runs a graph, by `<graph id>@<version>`, and where in its own graph it says so. */
export interface AgentNode {
  ref: string;
  path: string;
}

/**
 * Agents that would run deeper than agents do, and so fail when it comes to them: each once, by one of the ways that
 * lead to it. A graph that contains itself has such a way.
 */
export function tooDeep(
  top: readonly AgentNode[],
  inside: Readonly<Record<string, readonly AgentNode[]>>,
): GraphIssue[] {
  let level = top;
  for (let depth = 1; depth <= MAX_AGENT_DEPTH; depth += 1) {
    const entered = new Map<string, AgentNode>();
    for (const agent of level) if (!entered.has(agent.ref)) entered.set(agent.ref, agent);
    level = [...entered.values()].flatMap(({ ref, path }) =>
      (inside[ref] ?? []).map((inner) => ({ ref: inner.ref, path: `${path}.${inner.path}` })),
    );
  }
  const message = `Agents nest ${MAX_AGENT_DEPTH} deep at most: when the run comes to this one, it fails`;
  return level.slice(0, MOST_TOLD).map(({ path }) => ({ path, message }));
}
