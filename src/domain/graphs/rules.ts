import type { GraphLink, GraphNode } from "#kernel/graph.ts";
import { pinProblem } from "#kernel/pins.ts";
import { type Issue, invalid } from "#lib/errors.ts";
import type { GraphDraft } from "./graph.ts";

export const MAX_NODES = 1000;
export const MAX_LINKS = 5000;

/**
 * Refuses (422) what could never be a graph. What could become one (an unknown block, a missing input) is
 * only refused when it is to run: people save work that is not finished.
 */
export function refuseMalformed({ nodes, links }: GraphDraft): void {
  const issues = [
    ...capIssues(nodes.length, "nodes", MAX_NODES),
    ...capIssues(links.length, "links", MAX_LINKS),
    ...duplicateIssues(nodes, "nodes"),
    ...duplicateIssues(links, "links"),
    ...nodes.flatMap(defaultIssues),
    ...linkIssues(nodes, links),
  ];
  if (issues.length > 0) throw invalid(issues, "The graph is malformed");
}

function capIssues(count: number, path: string, cap: number): Issue[] {
  return count > cap ? [{ path, message: `At most ${cap} ${path}, and these are ${count}` }] : [];
}

function duplicateIssues(items: readonly { id: string }[], path: string): Issue[] {
  const seen = new Set<string>();
  return items.flatMap(({ id }, index) => {
    if (seen.has(id)) return [{ path: `${path}[${index}].id`, message: `"${id}" is used twice` }];
    seen.add(id);
    return [];
  });
}

function defaultIssues(node: GraphNode, index: number): Issue[] {
  return Object.keys(node.inputDefault).flatMap((name) =>
    pinIssues(name, `nodes[${index}].input_default.${name}`),
  );
}

function linkIssues(nodes: readonly GraphNode[], links: readonly GraphLink[]): Issue[] {
  const ids = new Set(nodes.map(({ id }) => id));
  const endIssues = (id: string, path: string): Issue[] =>
    ids.has(id) ? [] : [{ path, message: `There is no node "${id}"` }];
  return links.flatMap((link, index) => [
    ...endIssues(link.sourceId, `links[${index}].source_id`),
    ...endIssues(link.sinkId, `links[${index}].sink_id`),
    ...pinIssues(link.sourceName, `links[${index}].source_name`),
    ...pinIssues(link.sinkName, `links[${index}].sink_name`),
  ]);
}

function pinIssues(name: string, path: string): Issue[] {
  const message = pinProblem(name);
  return message === null ? [] : [{ path, message }];
}
