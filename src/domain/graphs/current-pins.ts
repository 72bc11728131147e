import { findBlock } from "#blocks/registry.ts";
import type { GraphLink, GraphNode } from "#kernel/graph.ts";
import { parsePin } from "#kernel/pins.ts";

/** A graph with the pin names of today in the place of those that old exports have; what both name keeps today's value. */
export function withCurrentPins<G extends { nodes: GraphNode[]; links: GraphLink[] }>(graph: G): G {
  const renamed = new Map(
    graph.nodes.flatMap((node) => {
      const pins = findBlock(node.blockId)?.renamedPins;
      return pins === undefined ? [] : [[node.id, pins] as const];
    }),
  );
  if (renamed.size === 0) return graph;
  const nodes = graph.nodes.map((node) => {
    const pins = renamed.get(node.id);
    if (pins === undefined) return node;
    const entries = Object.entries(node.inputDefault).map(
      ([name, value]) => [currentName(pins, name), value, name] as const,
    );
    const inputDefault = Object.fromEntries(
      entries
        .filter(([now, _value, name]) => now === name || !Object.hasOwn(node.inputDefault, now))
        .map(([now, value]) => [now, value]),
    );
    return { ...node, inputDefault };
  });
  const links = graph.links.map((link) => {
    const pins = renamed.get(link.sinkId);
    return pins === undefined ? link : { ...link, sinkName: currentName(pins, link.sinkName) };
  });
  return { ...graph, nodes, links };
}

/** A name may go on behind its pin: `placeholder_values_$_0`. */
function currentName(pins: Readonly<Record<string, string>>, name: string): string {
  const { pin } = parsePin(name);
  const now = Object.hasOwn(pins, pin) ? pins[pin] : undefined;
  return now === undefined ? name : now + name.slice(pin.length);
}
