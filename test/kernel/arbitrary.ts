import * as fc from "fast-check";
import { compile } from "#kernel/compile.ts";
import type { BlockFacts, Graph, GraphLink, GraphNode } from "#kernel/graph.ts";
import { DEFAULT_LIMITS, type Limits, type Plan } from "#kernel/plan.ts";
import type { JsonObject } from "#lib/json.ts";
import { ALWAYS, type Script } from "./script.ts";

/** A graph, what its nodes do, and what its run is given. */
export interface Setup {
  graph: Graph;
  facts: Record<string, BlockFacts>;
  scripts: Record<string, Script>;
  inputs: JsonObject;
  limits: Limits;
}

export interface Shape {
  /** Links may go back; else only from a node to a later one. */
  cycles: boolean;
  /** Several links may feed one pin. */
  manyWriters: boolean;
  /** `settled`: only pins that get one value in the whole run are static, so that its moment does not matter. */
  statics: "any" | "settled" | "none";
  /** `apart`: never built into a pin that is linked itself too, whose value they may overwrite. */
  dynamicPins: "mixed" | "apart";
  failures: "some" | "many";
  pure: "some" | "all" | "none";
  limits: fc.Arbitrary<Partial<Limits>>;
}

/** The widest shape. */
export const ANY: Shape = {
  cycles: true,
  manyWriters: true,
  statics: "any",
  dynamicPins: "mixed",
  failures: "some",
  pure: "some",
  limits: fc.constant({ nodeExecutions: 60 }),
};

/** Graphs whose outputs may not depend on the order of reports. */
export const CONFLUENT: Shape = {
  ...ANY,
  manyWriters: false,
  statics: "settled",
  dynamicPins: "apart",
  limits: fc.constant({ nodeExecutions: 100_000 }),
};

export const setups = (shape: Partial<Shape> = {}): fc.Arbitrary<Setup> => {
  const whole = { ...ANY, ...shape };
  return fc
    .record({
      sketches: fc.array(sketch(whole), { minLength: 3, maxLength: 6, size: "max" }),
      strokes: fc.array(stroke(whole), { minLength: 4, maxLength: 14, size: "max" }),
      given: fc.array(fc.nat({ max: 5 }), { maxLength: 3 }),
      limits: whole.limits,
    })
    .map(({ sketches: [first, ...rest], strokes, given, limits }) => {
      // The first node begins by itself, whatever leads back to it, so that something happens.
      const sketches = first === undefined ? rest : [{ ...first, kind: "INPUT" as const }, ...rest];
      const links = drawLinks(whole, sketches, strokes);
      const setup = {
        ...drawNodes(whole, sketches, links),
        inputs: Object.fromEntries(given.map((index) => [`in_${idOf(index)}`, `given ${index}`])),
        limits: { ...DEFAULT_LIMITS, ...limits },
      };
      return Object.defineProperty(setup, fc.toStringMethod, { value: () => describe(setup) });
    });
};

/** How a counterexample is printed. */
function describe({ graph, facts, scripts, inputs, limits }: Setup): string {
  const nodes = graph.nodes.map(({ id, blockId, inputDefault, metadata }) => {
    const { kind, pure, staticOutput } = facts[blockId] ?? {};
    return JSON.stringify({ id, kind, pure, staticOutput, inputDefault, ...metadata, ...scripts[id] });
  });
  const links = graph.links.map(
    ({ sourceId, sourceName, sinkId, sinkName, isStatic }) =>
      `${sourceId}.${sourceName} ${isStatic ? "=>" : "->"} ${sinkId}.${sinkName}`,
  );
  return ["", ...nodes, ...links, JSON.stringify({ inputs, limits }), ""].join("\n  ");
}

export function planOf({ graph, facts, limits }: Setup, make = compile): Plan {
  const compiled = make(graph, (id) => facts[id], limits);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues));
  return compiled.plan;
}

const SOME = [0, 0, 0, 0, 1, 2, ALWAYS];
const MANY = [1, 0, 2, 1, ALWAYS];

const WAITS = ["no", "no", "no", "timer", "review", "approval", "child"] as const;

interface Sketch extends Omit<Script, "waits"> {
  waits: (typeof WAITS)[number];
  kind: "STANDARD" | "INPUT" | "OUTPUT" | "NOTE";
  pure: boolean;
  staticOutput: boolean;
  maxAttempts: number;
  hasDefault: boolean;
  /** In micro-US-dollars; of no effect where the run may cost anything. */
  maxCost: number | null;
}

function sketch(shape: Shape): fc.Arbitrary<Sketch> {
  const failures = fc.constantFrom(...(shape.failures === "many" ? MANY : SOME));
  return fc
    .record({
      kind: fc.constantFrom(
        ...(["STANDARD", "STANDARD", "OUTPUT", "STANDARD", "STANDARD", "INPUT", "OUTPUT", "NOTE"] as const),
      ),
      staticOutput: fc.boolean(),
      pure: shape.pure === "some" ? fc.boolean() : fc.constant(shape.pure === "all"),
      maxAttempts: fc.integer({ min: 1, max: 3 }),
      hasDefault: fc.boolean(),
      maxCost: fc.constantFrom(null, 30, 14, 0),
      yields: fc.array(
        fc.record({
          pin: fc.constantFrom("p", "q", "p"),
          shape: fc.constantFrom(...(["text", "dict", "text", "list", "dict", "text", "null"] as const)),
        }),
        { minLength: 2, maxLength: 4, size: "max" },
      ),
      failures,
      retryable: fc.constantFrom(true, true, false),
      waits: fc.constantFrom(...WAITS),
    })
    .map((drawn) => ({
      ...drawn,
      // A pure node is a function of its input, so it cannot fail and then succeed.
      failures: drawn.pure && drawn.failures > 0 ? ALWAYS : drawn.failures,
      retryable: drawn.pure ? false : drawn.retryable,
      waits: drawn.pure ? "no" : drawn.waits,
      staticOutput: drawn.staticOutput && (drawn.kind === "INPUT" || drawn.kind === "OUTPUT"),
    }));
}

interface Stroke {
  from: number;
  to: number;
  /** Against the order of nodes, or to itself. */
  isBack: boolean;
  sourceName: string;
  sinkName: string;
  isStatic: boolean;
}

const SOURCES = ["p", "p", "p", "q", "p", "p", "p", "q", "q", "error"];
const DYNAMIC_SOURCES = ["p_#_k", "p_$_0", "p_$_1", "p_@_l_$_0", "q_$_2_#_k", "p_#_absent", "q_$_9"];
const SINKS = ["x", "x", "x", "x", "x", "y", "toString"];
const DYNAMIC_SINKS = ["x_#_k", "x_@_k", "x_#_k_#_j", "x_$_2", "y_$_0_@_k", "y_$_1"];

const stroke = ({ cycles, dynamicPins, statics }: Shape): fc.Arbitrary<Stroke> =>
  fc.record({
    from: fc.nat({ max: 5 }),
    to: fc.nat({ max: 5 }),
    isBack: cycles ? fc.nat({ max: 7 }).map((nat) => nat === 7) : fc.constant(false),
    sourceName: fc.constantFrom(...SOURCES, ...SOURCES.slice(0, 3), ...DYNAMIC_SOURCES),
    sinkName: fc
      .constantFrom(...SINKS, ...SINKS, ...SINKS, ...DYNAMIC_SINKS)
      .map((name) => (dynamicPins === "apart" ? name.replace(/^[xy]_/, "z_") : name)),
    isStatic: statics === "none" ? fc.constant(false) : fc.boolean(),
  });

function drawLinks(shape: Shape, sketches: readonly Sketch[], strokes: readonly Stroke[]): GraphLink[] {
  const taken = new Set<string>();
  return strokes.flatMap((drawn, index) => {
    const ends = [drawn.from % sketches.length, drawn.to % sketches.length];
    const [from, to] = drawn.isBack
      ? [Math.max(...ends), Math.min(...ends)]
      : [Math.min(...ends), Math.max(...ends)];
    if (from === to && !drawn.isBack) return [];
    const sinkName = pinFor(sketches[to], drawn.sinkName);
    const end = `${to} ${sinkName}`;
    if (!shape.manyWriters && taken.has(end)) return [];
    taken.add(end);
    const { sourceName, isStatic } = drawn;
    return [{ id: `l${index}`, sourceId: idOf(from), sourceName, sinkId: idOf(to), sinkName, isStatic }];
  });
}

/** Input and output nodes are fed on `value`. */
const pinFor = (sketch: Sketch | undefined, sinkName: string): string =>
  sketch?.kind === "INPUT" || sketch?.kind === "OUTPUT" ? sinkName.replace(/^[^_z]+/, "value") : sinkName;

function drawNodes(
  shape: Shape,
  sketches: readonly Sketch[],
  links: readonly GraphLink[],
): Pick<Setup, "graph" | "facts" | "scripts"> {
  const nodes: GraphNode[] = [];
  const facts: Record<string, BlockFacts> = {};
  const scripts: Record<string, Script> = {};
  const mayBeStatic = (id: string, pins: readonly string[]): boolean => {
    if (shape.statics !== "settled") return shape.statics === "any";
    const yields = sketches.find((_, index) => idOf(index) === id)?.yields ?? [];
    const isOnce = (pin: string) => yields.filter((other) => other.pin === pin).length <= 1;
    return !links.some(({ sinkId }) => sinkId === id) && pins.every(isOnce);
  };
  for (const [index, drawn] of sketches.entries()) {
    const id = idOf(index);
    nodes.push({
      id,
      blockId: `block-${id}`,
      inputDefault: defaultsOf(id, drawn),
      metadata: metadataOf(drawn),
    });
    facts[`block-${id}`] = {
      ...factsOf(id, drawn),
      staticOutput: drawn.staticOutput && mayBeStatic(id, ["p", "q"]),
    };
    const { yields, failures, retryable, waits } = drawn;
    scripts[id] = { yields, failures, retryable, ...(waits === "no" ? {} : { waits }) };
  }
  const drawnLinks = links.map((link) => ({
    ...link,
    isStatic: link.isStatic && mayBeStatic(link.sourceId, [link.sourceName.charAt(0)]),
  }));
  return { graph: { id: "graph", version: 1, nodes, links: drawnLinks }, facts, scripts };
}

function defaultsOf(id: string, { kind, hasDefault }: Sketch): JsonObject {
  if (kind === "INPUT") return { name: `in_${id}`, value: "default" };
  if (kind === "OUTPUT") return { name: `out_${id}` };
  return hasDefault ? { x: { k: "default" }, y: "default" } : {};
}

const metadataOf = ({ maxAttempts, maxCost }: Sketch): JsonObject => ({
  max_cost: maxCost === null ? null : maxCost / 1_000_000,
  retry: { max_attempts: maxAttempts, initial_ms: 10, factor: 3, max_ms: 50 },
});

const OPTIONAL = { required: false, hasDefault: false };

const factsOf = (id: string, { kind, pure }: Sketch): Omit<BlockFacts, "staticOutput"> => ({
  id: `block-${id}`,
  name: `Block ${id}`,
  kind,
  pure,
  paid: !pure,
  inputs: { name: OPTIONAL, value: OPTIONAL, x: OPTIONAL, y: OPTIONAL, z: OPTIONAL, toString: OPTIONAL },
  outputs: ["p", "q"],
});

const idOf = (index: number): string => "abcdef".charAt(index);
