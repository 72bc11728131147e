import { type Compiled, compile } from "#kernel/compile.ts";
import {
  type End,
  type Event,
  type Execution,
  type NodeExecutionId,
  type Output,
  queued,
  type Step,
} from "#kernel/execution.ts";
import type { BlockFacts, Graph, GraphLink } from "#kernel/graph.ts";
import { emptyHistory, type History, read } from "#kernel/history.ts";
import type { LogEntry } from "#kernel/log.ts";
import { DEFAULT_LIMITS, type Limits, type Plan } from "#kernel/plan.ts";
import { step } from "#kernel/step.ts";
import type { Json, JsonObject } from "#lib/json.ts";

export interface NodeSketch {
  kind?: BlockFacts["kind"];
  pure?: boolean;
  waits?: boolean;
  staticOutput?: boolean;
  waitPins?: Record<string, number>;
  repeatPin?: string;
  together?: string[];
  paid?: boolean;
  defaults?: JsonObject;
  metadata?: JsonObject;
  inputs?: BlockFacts["inputs"];
  outputs?: string[];
}

type Nodes = Record<string, NodeSketch>;

const OPTIONAL = { required: false, hasDefault: false };
const PINS = ["name", "value", "x", "y", "items", "values", "toString"];

/** A graph of small blocks. Links read `from.pin -> to.pin`, with `=>` for a static one. */
export function draw(nodes: Nodes, links: readonly string[]): Graph {
  return {
    id: "graph",
    version: 1,
    nodes: Object.entries(nodes).map(([id, { defaults = {}, metadata = {} }]) => ({
      id,
      blockId: `block-${id}`,
      inputDefault: defaults,
      metadata,
    })),
    links: links.map(linkOf),
  };
}

export const factsFor =
  (nodes: Nodes) =>
  (blockId: string): BlockFacts | undefined => {
    const sketch = nodes[blockId.replace("block-", "")];
    if (sketch === undefined || !blockId.startsWith("block-")) return undefined;
    return {
      id: blockId,
      name: `Block ${blockId.replace("block-", "")}`,
      kind: "STANDARD",
      pure: false,
      staticOutput: false,
      inputs: Object.fromEntries(PINS.map((pin) => [pin, OPTIONAL])),
      outputs: ["p", "q"],
      ...sketch,
    };
  };

export const tryCompile = (nodes: Nodes, links: readonly string[], limits: Partial<Limits> = {}): Compiled =>
  compile(draw(nodes, links), factsFor(nodes), { ...DEFAULT_LIMITS, ...limits });

export function planFor(nodes: Nodes, links: readonly string[], limits: Partial<Limits> = {}): Plan {
  const compiled = tryCompile(nodes, links, limits);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues));
  return compiled.plan;
}

function linkOf(text: string, index: number): GraphLink {
  const [, sourceId = "", sourceName = "", arrow, sinkId = "", sinkName = ""] =
    /^(\w+)\.(.+) (->|=>) (\w+)\.(.+)$/.exec(text) ?? [];
  if (arrow === undefined) throw new Error(`"${text}" is no link`);
  return { id: `link-${index}`, sourceId, sourceName, sinkId, sinkName, isStatic: arrow === "=>" };
}

/** One run, stepped by hand. Time stands still but for `wait`. */
export function play(plan: Plan, inputs: JsonObject = {}): Play {
  const player = new Play(plan);
  player.apply({ type: "start", at: player.at, inputs });
  return player;
}

export class Play {
  readonly plan: Plan;
  execution: Execution = queued;
  log: LogEntry[] = [];
  at = 1000;

  constructor(plan: Plan) {
    this.plan = plan;
  }

  apply(event: Event): Step {
    const taken = step(this.plan, this.execution, event);
    this.execution = taken.next;
    this.log.push(...taken.log);
    return taken;
  }

  wait(ms: number): void {
    this.at += ms;
  }

  claim(id: NodeExecutionId): Step {
    return this.apply({ type: "claim", at: this.at, id });
  }

  /** Outputs from index `from` on, by default all that are still to come. */
  say(
    id: NodeExecutionId,
    outputs: readonly [pin: string, value: Json][],
    end?: End,
    { attempt = this.#run(id)?.attempt ?? 1, from = this.#run(id)?.reported ?? 0 } = {},
  ): Step {
    const said: Output[] = outputs.map(([name, data]) => ({ name, data }));
    return this.apply({
      type: "report",
      at: this.at,
      id,
      attempt,
      from,
      outputs: said,
      ...(end ? { end } : {}),
    });
  }

  /** Claims a node execution, reports all of it and its end. */
  run(id: NodeExecutionId, ...outputs: [pin: string, value: Json][]): Step {
    this.claim(id);
    return this.say(id, outputs, { type: "completed" });
  }

  fail(
    id: NodeExecutionId,
    message: string,
    retry: { retryable?: boolean; retryAfterMs?: number } = {},
  ): Step {
    this.claim(id);
    return this.say(id, [], { type: "failed", message, retryable: false, ...retry });
  }

  lose(id: NodeExecutionId): Step {
    return this.apply({ type: "lost", at: this.at, id, attempt: this.#run(id)?.attempt ?? 1 });
  }

  /** What is alive, as `a#1 RUNNING`. */
  get alive(): string[] {
    return [...this.execution.live.values()].map(({ id, state }) => `${id} ${state}`);
  }

  input(id: NodeExecutionId): JsonObject | undefined {
    return this.#run(id)?.input ?? this.history.nodes.get(id)?.input;
  }

  get history(): History {
    return read(emptyHistory(), this.log);
  }

  #run(id: NodeExecutionId) {
    return this.execution.live.get(id);
  }
}
