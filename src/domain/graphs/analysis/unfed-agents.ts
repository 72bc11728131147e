import { missingInputs } from "#kernel/compile.ts";
import type { GraphIssue } from "#kernel/graph.ts";
import { parsePin } from "#kernel/pins.ts";
import type { Json } from "#lib/json.ts";
import type { Agents } from "../agents.ts";
import type { GraphDraft } from "../graph.ts";

/** Inputs that the graph's agents need and that nothing brings: their nodes fail when it comes to them. */
export function unfedAgents(
  { nodes, links }: Pick<GraphDraft, "nodes" | "links">,
  { top, plans }: Pick<Agents, "top" | "plans">,
): GraphIssue[] {
  const refs = new Map(top.map(({ path, ref }) => [path, ref]));
  return nodes.flatMap(({ id, inputDefault }, index) => {
    const path = `nodes[${index}].input_default`;
    const plan = plans[refs.get(`${path}.graph_id`) ?? ""];
    if (plan === undefined) return [];
    const linked = links.filter(({ sinkId }) => sinkId === id).map(({ sinkName }) => parsePin(sinkName).pin);
    const given = new Set([...linked, ...keysOf(inputDefault), ...keysOf(inputDefault["inputs"])]);
    return missingInputs(plan, {})
      .filter((name) => !given.has(name))
      .map((name) => ({
        path: `${path}.inputs.${name}`,
        message: `The agent needs "${name}": when the run comes to it without, it fails`,
      }));
  });
}

const keysOf = (value: Json | undefined): string[] =>
  typeof value === "object" && value !== null ? Object.keys(value) : [];
