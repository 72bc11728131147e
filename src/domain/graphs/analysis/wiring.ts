import type { Block } from "#blocks/block.ts";
import { findBlock } from "#blocks/registry.ts";
import type { GraphLink, GraphNode } from "#kernel/graph.ts";
import { parsePin } from "#kernel/pins.ts";
import type { GraphDraft } from "../graph.ts";

/** A graph's nodes that can run, each with its block and the links around it. Notes and unknown blocks are left out. */
export interface Wiring {
  nodes: ReadonlyMap<string, WiredNode>;
  links: readonly GraphLink[];
}

export interface WiredNode {
  node: GraphNode;
  block: Block;
  into: readonly GraphLink[];
  from: readonly GraphLink[];
  /** Begins by itself. */
  isEntry: boolean;
}

export function wiringOf({ nodes, links }: Pick<GraphDraft, "nodes" | "links">): Wiring {
  const known = new Map<string, { node: GraphNode; block: Block }>();
  for (const node of nodes) {
    const block = findBlock(node.blockId);
    if (block !== undefined && block.kind !== "NOTE") known.set(node.id, { node, block });
  }
  const kept = links.filter(({ sourceId, sinkId }) => known.has(sourceId) && known.has(sinkId));
  const into = Map.groupBy(kept, ({ sinkId }) => sinkId);
  const from = Map.groupBy(kept, ({ sourceId }) => sourceId);
  const wired = [...known].map(([id, { node, block }]): [string, WiredNode] => {
    const feeding = into.get(id) ?? [];
    const isEntry = block.kind === "INPUT" || feeding.every((link) => isOfLoop(link, block));
    return [id, { node, block, into: feeding, from: from.get(id) ?? [], isEntry }];
  });
  return { nodes: new Map(wired), links: kept };
}

/** Nodes that can ever begin: entries, and those each of whose fed pins is fed by one that can. */
export function reachable({ nodes }: Wiring): Set<string> {
  const reached = new Set<string>();
  const open = [...nodes].flatMap(([id, { isEntry }]) => (isEntry ? [id] : []));
  const canBegin = ({ block, into, isEntry }: WiredNode) => {
    const waitedFor = into.filter((link) => !isOfLoop(link, block));
    const byPin = Map.groupBy(waitedFor, ({ sinkName }) => sinkName);
    return (
      isEntry || [...byPin.values()].every((links) => links.some(({ sourceId }) => reached.has(sourceId)))
    );
  };
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const wired = nodes.get(id);
    if (wired === undefined || reached.has(id) || !canBegin(wired)) continue;
    reached.add(id);
    open.push(...wired.from.map(({ sinkId }) => sinkId));
  }
  return reached;
}

/** The block runs without what such a link brings. */
const isOfLoop = ({ sinkName }: GraphLink, { together }: Block): boolean =>
  together.includes(parsePin(sinkName).pin);
