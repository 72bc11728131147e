import type { Wiring } from "./wiring.ts";

export interface Waves {
  /** Node ids by the earliest wave in which they can begin with everything that feeds them done. */
  waves: string[][];
  /** Groups of nodes that feed each other. */
  cycles: string[][];
}

/** Lays the nodes of `among` out in waves; a cycle is in one wave, after all that feeds it. */
export function wavesOf(wiring: Wiring, among: ReadonlySet<string>): Waves {
  const fed = (id: string): string[] =>
    (wiring.nodes.get(id)?.from ?? []).map(({ sinkId }) => sinkId).filter((sink) => among.has(sink));
  const groups = components(among, fed);
  const levels = levelsOf(groups, fed);
  const waves: string[][] = Array.from({ length: Math.max(-1, ...levels.values()) + 1 }, () => []);
  for (const id of wiring.nodes.keys()) {
    const level = levels.get(id);
    if (level !== undefined) waves[level]?.push(id);
  }
  const isCycle = (group: readonly string[]) => group.length > 1 || group.some((id) => fed(id).includes(id));
  return { waves, cycles: groups.filter(isCycle) };
}

type Fed = (id: string) => string[];

/** Of each node the length of the longest way to it. Components come sinks first, so what feeds one comes after it. */
function levelsOf(groups: readonly string[][], fed: Fed): Map<string, number> {
  const levels = new Map<string, number>();
  for (const group of groups.toReversed()) {
    const level = Math.max(0, ...group.map((id) => levels.get(id) ?? 0));
    for (const id of group) levels.set(id, level);
    for (const sink of group.flatMap(fed)) {
      if (!group.includes(sink)) levels.set(sink, Math.max(level + 1, levels.get(sink) ?? 0));
    }
  }
  return levels;
}

interface Search {
  fed: Fed;
  order: Map<string, number>;
  low: Map<string, number>;
  /** Nodes whose component is not complete yet. */
  open: string[];
  found: string[][];
}

/** Strongly connected components (Tarjan), each after all those that it feeds. */
function components(among: ReadonlySet<string>, fed: Fed): string[][] {
  const search: Search = { fed, order: new Map(), low: new Map(), open: [], found: [] };
  for (const id of among) visit(search, id);
  return search.found;
}

function visit(search: Search, id: string): void {
  const { fed, order, low, open, found } = search;
  if (order.has(id)) return;
  const at = order.size;
  order.set(id, at);
  open.push(id);
  let lowest = at;
  for (const sink of fed(id)) {
    visit(search, sink);
    if (open.includes(sink)) lowest = Math.min(lowest, low.get(sink) ?? order.get(sink) ?? at);
  }
  low.set(id, lowest);
  if (lowest === at) found.push(open.splice(open.indexOf(id)));
}
