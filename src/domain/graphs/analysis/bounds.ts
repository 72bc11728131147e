import type { Block } from "#blocks/block.ts";
import type { GraphLink } from "#kernel/graph.ts";
import type { Plan } from "#kernel/plan.ts";
import type { Waves } from "./waves.ts";
import type { WiredNode, Wiring } from "./wiring.ts";

export interface Estimate {
  queueMessages: number;
  nodeExecutions: { atMost: number; boundedBy: "graph" | "budget" };
  /** In US dollars: what nodes that are paid for may cost with all their tries. Null when nothing says how much. */
  cost: { atMost: number | null };
}

/** What of a compiled graph bounds its runs, and the plans of what its agents run. */
interface Bounds {
  /** Null when the graph does not compile. */
  nodes: Plan["nodes"] | null;
  limits: Plan["limits"];
  agents: readonly Plan[];
}

/** Steps that one queue message can have under way at once. */
const WIDTH = 6;

export function estimateOf(wiring: Wiring, layout: Waves, bounds: Bounds): Estimate {
  const { nodeExecutions: budget } = bounds.limits;
  const times = timesEach(wiring, layout);
  const executions = [...times.values()].reduce((sum, each) => sum + each, 0);
  return {
    queueMessages: messagesOf(wiring, layout.waves),
    nodeExecutions:
      executions <= budget
        ? { atMost: executions, boundedBy: "graph" }
        : { atMost: budget, boundedBy: "budget" },
    cost: { atMost: costOf(wiring, times, bounds) },
  };
}

function costOf(wiring: Wiring, times: Times, { nodes, limits, agents }: Bounds): number | null {
  let most = 0;
  for (const [id, often] of times) {
    const block = wiring.nodes.get(id)?.block;
    const mayCost = block?.paid === true || (block?.kind === "AGENT" && !agents.every(isFree));
    if (often === 0 || !mayCost) continue;
    const { maxCost = null, retry } = nodes?.[id] ?? {};
    const tries = Math.min(often, limits.nodeExecutions) * (retry?.maxAttempts ?? 1);
    most += maxCost === null ? Number.POSITIVE_INFINITY : maxCost * tries;
  }
  const bounded = Math.min(most, limits.cost ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(bounded) ? bounded / 1_000_000 : null;
}

type Times = ReadonlyMap<string, number>;

/** Whether nothing that an agent runs costs anything; what its own agents run is among the plans, too. */
const isFree = ({ nodes }: Plan): boolean =>
  Object.values(nodes).every(({ maxCost, kind }) => maxCost === 0 || kind === "AGENT");

/** How often each node can begin, runs of its agents included: in a graph with cycles any number of times. */
function timesEach(wiring: Wiring, { waves, cycles }: Waves): Map<string, number> {
  const times = executionsOf(wiring, waves);
  for (const [id, often] of times) {
    const isAgent = wiring.nodes.get(id)?.block.kind === "AGENT";
    if (cycles.length > 0 || (isAgent && often > 0)) times.set(id, Number.POSITIVE_INFINITY);
  }
  return times;
}

/** Values are paired in order, so a node runs no more often than the scarcest of its pins that are not static is fed. */
function executionsOf({ nodes }: Wiring, waves: readonly string[][]): Map<string, number> {
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
  for (const id of waves.flat()) {
    const wired = nodes.get(id);
    counts.set(id, wired === undefined ? 0 : timesOf(wired));
  }
  return counts;
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
