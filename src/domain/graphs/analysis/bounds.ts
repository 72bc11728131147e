import type { Block } from "#blocks/block.ts";
import type { GraphLink } from "#kernel/graph.ts";
import type { Waves } from "./waves.ts";
import type { WiredNode, Wiring } from "./wiring.ts";

export interface Estimate {
  queueMessages: number;
  nodeExecutions: { atMost: number; boundedBy: "graph" | "budget" };
  /** No more than the blocks that can run cost; none of the platform's blocks costs anything. */
  cost: { atMost: number };
}

/** Steps that one queue message can have under way at once. */
const WIDTH = 6;

export function estimateOf(wiring: Wiring, { waves, cycles }: Waves, budget: number): Estimate {
  const executions = cycles.length > 0 ? Number.POSITIVE_INFINITY : executionsOf(wiring, waves);
  return {
    queueMessages: messagesOf(wiring, waves),
    nodeExecutions:
      executions <= budget
        ? { atMost: executions, boundedBy: "graph" }
        : { atMost: budget, boundedBy: "budget" },
    cost: { atMost: 0 },
  };
}

/** Values are paired in order, so a node runs no more often than the scarcest of its pins that are not static is fed. */
function executionsOf({ nodes }: Wiring, waves: readonly string[][]): number {
  const counts = new Map<string, number>();
  const yieldsOf = (source: string) => {
    const block = nodes.get(source)?.block;
    const times = counts.get(source) ?? 0;
    return times > 0 && block !== undefined && yieldsMany(block) ? Number.POSITIVE_INFINITY : times;
  };
  const isStatic = (link: GraphLink) =>
    link.isStatic || nodes.get(link.sourceId)?.block.staticOutput === true;
  const timesOf = ({ into, isEntry }: WiredNode): number => {
    const pins = [...Map.groupBy(into, ({ sinkName }) => sinkName).values()];
    const fed = pins.map((links) => links.reduce((sum, { sourceId }) => sum + yieldsOf(sourceId), 0));
    const scarce = fed.filter((_, index) => pins[index]?.some((link) => !isStatic(link)));
    const begun = scarce.length > 0 ? Math.min(...scarce) : fed.reduce((sum, times) => sum + times, 0);
    return begun + (isEntry ? 1 : 0);
  };
  let total = 0;
  for (const id of waves.flat()) {
    const wired = nodes.get(id);
    const times = wired === undefined ? 0 : timesOf(wired);
    counts.set(id, times);
    total += times;
  }
  return total;
}

/** A block whose examples give several values on one pin, or that waits for what may come again and again. */
const yieldsMany = ({ kind, waits, examples }: Block): boolean =>
  kind === "AGENT" ||
  waits ||
  examples.some(({ yields }) => Object.values(yields).some((values) => values.length > 1));

/** Whoever finishes a step takes what it readied: messages are for the widest wave, and for what goes on after a wait. */
function messagesOf({ nodes }: Wiring, waves: readonly string[][]): number {
  const isWorked = (id: string) => {
    const block = nodes.get(id)?.block;
    return block !== undefined && !block.pure && !block.waits;
  };
  const widest = Math.max(0, ...waves.map((wave) => wave.filter(isWorked).length));
  const resumed = waves
    .flat()
    .filter((id) => nodes.get(id)?.block.waits === true && leadsTo(nodes, id, isWorked));
  return Math.ceil(widest / WIDTH) + resumed.length;
}

function leadsTo(nodes: Wiring["nodes"], from: string, isWanted: (id: string) => boolean): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const { sinkId } of nodes.get(id)?.from ?? []) {
      if (isWanted(sinkId)) return true;
      if (!seen.has(sinkId)) open.push(sinkId);
      seen.add(sinkId);
    }
  }
  return false;
}
