import { deepStrictEqual } from "node:assert/strict";
import * as fc from "fast-check";
import type { BlockFacts, Graph, GraphLink, GraphNode } from "#kernel/graph.ts";
import type { Setup } from "./arbitrary.ts";
import type { Kernel } from "./kernel.ts";

/** Where a sound graph is broken: a node or a link, by its index. */
interface Damage {
  kind: "unknown block" | "unfed pin" | "no source" | "no sink" | "no such output" | "no such input";
  index: number;
}

export const damages = (): fc.Arbitrary<Damage[]> =>
  fc.array(
    fc.record<Damage>({
      kind: fc.constantFrom(
        "unknown block",
        "unfed pin",
        "no source",
        "no sink",
        "no such output",
        "no such input",
      ),
      index: fc.nat({ max: 7 }),
    }),
    { maxLength: 4 },
  );

type FactsOf = (blockId: string) => BlockFacts | undefined;

/** Every damage is found, nothing else is, and a sound graph compiles. */
export function checkCompile(
  compile: Kernel["compile"],
  { graph, facts }: Setup,
  hits: readonly Damage[],
): void {
  const at = (index: number) => hits.filter((hit) => hit.index === index);
  const broken: Graph = {
    ...graph,
    nodes: graph.nodes.map((node, index) => at(index).reduce(breakNode, node)),
    links: graph.links.map((link, index) => at(index).reduce(breakLink, link)),
  };
  const factsOf: FactsOf = (id) => facts[id] ?? needy(facts[id.replace(NEEDY, "")]);
  const compiled = compile(broken, factsOf);
  const found = compiled.ok ? [] : compiled.issues.map(({ path }) => path);
  deepStrictEqual(found, [...nodeIssues(broken, factsOf), ...linkIssues(broken, factsOf)]);
  deepStrictEqual(compiled.ok, found.length === 0);
}

const NEEDY = "needy ";

/** The same block with a pin more, which must be fed. */
const needy = (facts: BlockFacts | undefined): BlockFacts | undefined =>
  facts && { ...facts, inputs: { ...facts.inputs, needed: { required: true, hasDefault: false } } };

function breakNode(node: GraphNode, { kind }: Damage): GraphNode {
  if (kind === "unknown block") return { ...node, blockId: "no such block" };
  if (kind === "unfed pin" && node.blockId.startsWith("block")) {
    return { ...node, blockId: NEEDY + node.blockId };
  }
  return node;
}

function breakLink(link: GraphLink, { kind }: Damage): GraphLink {
  switch (kind) {
    case "no source":
      return { ...link, sourceId: "nowhere" };
    case "no sink":
      return { ...link, sinkId: "nowhere" };
    case "no such output":
      return { ...link, sourceName: "none_#_k" };
    case "no such input":
      return { ...link, sinkName: "none_$_0" };
    default:
      return link;
  }
}

const nodeIssues = ({ nodes }: Graph, factsOf: FactsOf): string[] =>
  nodes.flatMap(({ blockId }, index) => {
    const facts = factsOf(blockId);
    if (facts === undefined) return [`nodes[${index}].block_id`];
    const isUnfed = facts.kind !== "NOTE" && Object.hasOwn(facts.inputs, "needed");
    return isUnfed ? [`nodes[${index}].input_default.needed`] : [];
  });

function linkIssues({ nodes, links }: Graph, factsOf: FactsOf): string[] {
  const find = (id: string) => nodes.find((node) => node.id === id);
  const isKnown = (id: string) => factsOf(find(id)?.blockId ?? "") !== undefined;
  return links.flatMap(({ sourceId, sourceName, sinkId, sinkName }, index) => {
    const issues: string[] = [];
    if (find(sourceId) === undefined) issues.push("source_id");
    if (find(sinkId) === undefined) issues.push("sink_id");
    if (sourceName.startsWith("none") && isKnown(sourceId)) issues.push("source_name");
    if (sinkName.startsWith("none") && isKnown(sinkId)) issues.push("sink_name");
    return issues.map((field) => `links[${index}].${field}`);
  });
}
