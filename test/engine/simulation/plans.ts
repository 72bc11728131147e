import { agentExecutor } from "#blocks/agent/agent-executor.ts";
import { storeValue } from "#blocks/basic/store-value.ts";
import { addToList } from "#blocks/data/add-to-list.ts";
import { blockFacts } from "#blocks/facts.ts";
import { agentInput } from "#blocks/io/input.ts";
import { agentOutput } from "#blocks/io/output.ts";
import { condition } from "#blocks/logic/condition.ts";
import { countItems } from "#blocks/logic/count-items.ts";
import { stepThroughItems } from "#blocks/logic/step-through-items.ts";
import { findBlock } from "#blocks/registry.ts";
import { countdownTimer } from "#blocks/waiting/countdown-timer.ts";
import { humanInTheLoop } from "#blocks/waiting/human-in-the-loop.ts";
import { waitForEvent } from "#blocks/waiting/wait-for-event.ts";
import { compile } from "#kernel/compile.ts";
import type { BlockFacts, GraphLink, GraphNode } from "#kernel/graph.ts";
import type { Plan } from "#kernel/plan.ts";
import type { JsonObject } from "#lib/json.ts";
import { EFFECT, type Habit } from "./effects.ts";
import type { Random } from "./random.ts";

export interface Shape {
  /** Several links may feed one pin: what meets what then depends on who is first. */
  manyWriters: boolean;
  mostNodes: number;
  mostItems: number;
}

/** The same with a budget of so many node executions, which its agents share. */
export const within = (drawn: Drawn, nodeExecutions: number): Drawn => ({
  ...drawn,
  plan: { ...drawn.plan, limits: { ...drawn.plan.limits, nodeExecutions } },
});

export interface Drawn {
  plan: Plan;
  /** Plans of its agents, by graph and version. */
  agents: Readonly<Record<string, Plan>>;
  inputs: JsonObject;
}

type Outputs = readonly [string, ...string[]];

interface Kind {
  blockId: string;
  pins: readonly string[];
  outputs: Outputs;
  defaults(random: Random): JsonObject;
}

const nothing = (): JsonObject => ({});

const KINDS = {
  store: { blockId: storeValue.id, pins: ["input"], outputs: ["output"], defaults: nothing },
  meet: { blockId: storeValue.id, pins: ["input", "data"], outputs: ["output"], defaults: nothing },
  step: {
    blockId: stepThroughItems.id,
    pins: ["items"],
    outputs: ["item", "key", "error"],
    defaults: nothing,
  },
  add: { blockId: addToList.id, pins: ["list", "entry"], outputs: ["updated_list"], defaults: nothing },
  count: { blockId: countItems.id, pins: ["collection"], outputs: ["count", "error"], defaults: nothing },
  compare: {
    blockId: condition.id,
    pins: ["value1"],
    outputs: ["result", "yes_output", "no_output", "error"],
    defaults: (random) => ({ operator: "==", value2: random.pick(["a", "b", 1]) }),
  },
  effect: { blockId: EFFECT.id, pins: ["a"], outputs: ["out", "items", "out", "error"], defaults: habit },
  join: { blockId: EFFECT.id, pins: ["a", "b"], outputs: ["out", "items", "error"], defaults: habit },
  timer: {
    blockId: countdownTimer.id,
    pins: ["input_message"],
    outputs: ["output_message", "error"],
    defaults: (random) => ({ seconds: random.pick([1, 30, 3600]), repeat: random.pick([1, 1, 2]) }),
  },
  event: {
    blockId: waitForEvent.id,
    pins: ["event"],
    outputs: ["payload", "error"],
    // Events of one name are all the same here, and count whenever they came.
    defaults: () => ({ look_back_seconds: 86_400 }),
  },
  review: {
    blockId: humanInTheLoop.id,
    pins: ["data"],
    outputs: ["approved_data", "rejected_data", "error"],
    defaults: () => ({ name: "Well?" }),
  },
  agent: {
    blockId: agentExecutor.id,
    pins: ["list"],
    outputs: ["y", "y", "error"],
    defaults: (random) => agentOf(random.pick(["each", "slow", "nested"])),
  },
} satisfies Record<string, Kind>;

const DRAWN_FROM = [
  "effect",
  "effect",
  "effect",
  "join",
  "join",
  "store",
  "meet",
  "step",
  "add",
  "count",
  "compare",
  "timer",
  "event",
  "review",
  "agent",
] as const;

/** Of these a graph has one at most: each multiplies what happens. */
const ONCE = new Set<string>(["step", "agent"]);

function habit(random: Random): JsonObject {
  const usual: Habit = "works";
  return {
    habit: random.chance(0.7)
      ? usual
      : random.pick<Habit>(["fails until its last attempt", "always fails", "never retries"]),
    yields: random.pick([0, 1, 1, 2, 3]),
    padding: random.chance(0.05) ? random.pick([3000, 9000, 9000, 9000, 600_000]) : 0,
  };
}

/** A graph without cycles, and what its run is given. */
export function drawPlan(random: Random, shape: Shape): Drawn {
  const sketch = new Sketch(random);
  sketch.add("in0", agentInput.id, { name: "list" }, ["result"]);
  // What the run is given is stepped through, so that something happens several times.
  sketch.feed("n0", "items");
  sketch.add("n0", KINDS.step.blockId, {}, KINDS.step.outputs);
  sketch.add("in1", agentInput.id, { name: "text", value: "b" }, ["result"]);
  const had = new Set<string>();
  for (let index = 1; index < random.between(2, shape.mostNodes); index += 1) {
    const drawn = random.pick(DRAWN_FROM);
    const isTooMuch = ONCE.has(drawn) && had.has(drawn);
    had.add(drawn);
    sketch.grow(`n${index}`, isTooMuch ? KINDS.effect : KINDS[drawn], shape);
  }
  for (let index = random.between(1, 3); index > 0; index -= 1) {
    sketch.feed(`out${index}`, "value");
    sketch.add(`out${index}`, agentOutput.id, { name: `out${index}` }, ["output"]);
  }
  const items = Array.from({ length: random.between(1, shape.mostItems) }, (_, item) => `item ${item}`);
  return {
    plan: sketch.plan(),
    agents: AGENTS,
    inputs: { list: items, ...(random.chance(0.5) ? { text: "a" } : {}) },
  };
}

class Sketch {
  readonly #random: Random;
  readonly #nodes: GraphNode[] = [];
  readonly #links: GraphLink[] = [];
  readonly #sources: { id: string; outputs: Outputs }[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  add(id: string, blockId: string, inputDefault: JsonObject, outputs: Outputs): void {
    const metadata = { retry: { max_attempts: 3, initial_ms: this.#random.pick([10, 1000, 20_000]) } };
    this.#nodes.push({ id, blockId, inputDefault, metadata });
    this.#sources.push({ id, outputs });
  }

  grow(id: string, kind: Kind, { manyWriters }: Shape): void {
    for (const pin of kind.pins) {
      this.feed(id, pin);
      if (manyWriters && this.#random.chance(0.3)) this.feed(id, pin);
    }
    this.add(id, kind.blockId, kind.defaults(this.#random), kind.outputs);
  }

  /** From any node that is there already. */
  feed(sinkId: string, sinkName: string): void {
    const source = this.#sources[this.#random.below(this.#sources.length)];
    if (source === undefined) throw new Error("There is nothing to be fed from");
    const sourceName = this.#random.pick(source.outputs);
    const id = `l${this.#links.length}`;
    this.#links.push({ id, sourceId: source.id, sourceName, sinkId, sinkName, isStatic: false });
  }

  plan(): Plan {
    const compiled = compile({ id: "graph", version: 1, nodes: this.#nodes, links: this.#links }, factsOf);
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues));
    return compiled.plan;
  }
}

export const works: JsonObject = { habit: "works", yields: 1, padding: 0 };

/** Defaults of a node that runs one of AGENTS, by its name. */
export const agentOf = (graph: string): JsonObject => ({
  graph_id: graph,
  graph_version: 1,
  inputs: {},
  input_schema: { properties: { list: {} } },
  output_schema: {},
});

const row = (
  id: string,
  nodes: [blockId: string, pin: string, output: string, defaults: JsonObject][],
): Plan =>
  rowOf(id, [
    [agentInput.id, "name", "result", { name: "list" }],
    ...nodes,
    [agentOutput.id, "value", "output", { name: "y" }],
  ]);

/** Nodes in a row, each fed by the one before. */
function rowOf(
  id: string,
  nodes: [blockId: string, pin: string, output: string, defaults: JsonObject][],
): Plan {
  const links = nodes.slice(1).map(([, sinkName], index): GraphLink => {
    const sourceName = nodes[index]?.[2] ?? "";
    const ends = { sourceId: `n${index}`, sourceName, sinkId: `n${index + 1}`, sinkName };
    return { id: `l${index}`, ...ends, isStatic: false };
  });
  const made = nodes.map(([blockId, , , inputDefault], index): GraphNode => {
    return { id: `n${index}`, blockId, inputDefault, metadata: {} };
  });
  const compiled = compile({ id, version: 1, nodes: made, links }, factsOf);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues));
  return compiled.plan;
}

/** Only inputs are static here: a static value from a node that runs often depends on who is first. */
export function factsOf(blockId: string): BlockFacts | undefined {
  if (blockId === EFFECT.id) return EFFECT;
  const block = findBlock(blockId);
  if (block === undefined) return undefined;
  const facts = blockFacts(block);
  return { ...facts, staticOutput: facts.kind === "INPUT" };
}

export const AGENTS: Record<string, Plan> = {
  "each@1": row("each", [
    [stepThroughItems.id, "items", "item", {}],
    [EFFECT.id, "a", "out", works],
  ]),
  "slow@1": row("slow", [
    [countdownTimer.id, "input_message", "output_message", { seconds: 20 }],
    [humanInTheLoop.id, "data", "approved_data", { name: "Well?" }],
  ]),
  "nested@1": row("nested", [[agentExecutor.id, "list", "y", agentOf("each")]]),
};
