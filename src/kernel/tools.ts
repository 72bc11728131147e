// Tools: nodes that another node may use, because links lead to them from its tool pins.

import type { BlockFacts, GraphLink, GraphNode } from "./graph.ts";
import type { PlanTool } from "./plan.ts";

const TOOLS = "tools";
const TOOL_PIN = `${TOOLS}_^_`;

/** Whether a pin is one of those that are named after their links: `tools_^_<node>_~_<pin>`. */
export const isToolPin = (pin: string, facts: BlockFacts): boolean =>
  pin.startsWith(TOOL_PIN) && hasTools(facts);

export const hasTools = (facts: BlockFacts): boolean => facts.outputs.includes(TOOLS);

/** A link from `tools` stands for one from the tool pin that is named after where it leads. */
export function withToolPin(link: GraphLink, facts: BlockFacts): GraphLink {
  if (link.sourceName !== TOOLS || !hasTools(facts)) return link;
  return { ...link, sourceName: `${TOOL_PIN}${link.sinkId}_~_${link.sinkName}` };
}

/** The nodes that links from tool pins lead to, in the order of the graph. */
export function toolsOf(from: readonly GraphLink[], nodes: readonly GraphNode[]): PlanTool[] {
  const byNode = Map.groupBy(
    from.filter(({ sourceName }) => sourceName.startsWith(TOOL_PIN)),
    ({ sinkId }) => sinkId,
  );
  return nodes.flatMap((node) => {
    const links = byNode.get(node.id);
    if (links === undefined) return [];
    const { customized_name: title } = node.metadata;
    const pins = links.map(({ sourceName: source, sinkName: sink }) => ({ source, sink }));
    const isNamed = typeof title === "string" && title.trim() !== "";
    return [
      {
        node: node.id,
        blockId: node.blockId,
        title: isNamed ? title : null,
        defaults: node.inputDefault,
        pins,
      },
    ];
  });
}
