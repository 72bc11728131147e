// What a run of a graph would do, read off the graph and its blocks: nothing is started, nothing is written.

import { compile, isCredentialPin, missingInputs } from "#kernel/compile.ts";
import type { GraphIssue } from "#kernel/graph.ts";
import { parsePin } from "#kernel/pins.ts";
import { DEFAULT_LIMITS } from "#kernel/plan.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import type { Agents } from "../agents.ts";
import { factsOf } from "../facts.ts";
import type { GraphRecord } from "../graph.ts";
import { planSizeIssues } from "../plan-size.ts";
import { rulesOf } from "../settings.ts";
import { tooDeep } from "./agent-depth.ts";
import { type Estimate, estimateOf } from "./bounds.ts";
import { idleRetries } from "./idle-retries.ts";
import { type TypeMismatch, typeMismatches } from "./link-types.ts";
import { unfedAgents } from "./unfed-agents.ts";
import { wavesOf } from "./waves.ts";
import { reachable, type WiredNode, type Wiring, wiringOf } from "./wiring.ts";

/** Inside the run's object, by a worker of the queue, or waiting in the object for time, an event, a person or an agent. */
export type Place = "object" | "worker" | "wait";

export interface PlannedNode {
  nodeId: string;
  blockId: string;
  name: string;
  place: Place;
  inCycle: boolean;
}

export interface Analysis {
  /** What keeps the graph from running at all. */
  issues: GraphIssue[];
  /** What would fail in a run that starts, or be of no effect in it. */
  warnings: GraphIssue[];
  missingInputs: string[];
  missingCredentials: { nodeId: string; pin: string }[];
  waves: PlannedNode[][];
  cycles: string[][];
  /** Nodes that can never begin, since something that they wait for can never come. */
  unreachable: string[];
  typeMismatches: TypeMismatch[];
  estimate: Estimate;
}

export function analyze(graph: GraphRecord, inputs: JsonObject, agents: Agents): Analysis {
  const rules = rulesOf(graph.settings);
  const compiled = compile({ ...graph, ...rules }, factsOf);
  const nodes = compiled.ok ? compiled.plan.nodes : null;
  const limits = { ...DEFAULT_LIMITS, ...rules.limits };
  const tooLarge = compiled.ok ? planSizeIssues([compiled.plan, ...Object.values(agents.plans)]) : [];
  const wiring = wiringOf(graph);
  const reached = reachable(wiring);
  const layout = wavesOf(wiring, reached);
  const cyclic = new Set(layout.cycles.flat());
  return {
    issues: [...(compiled.ok ? [] : compiled.issues), ...agents.issues, ...tooLarge],
    warnings: [
      ...idleRetries(graph.nodes),
      ...tooDeep(agents.top, agents.inside),
      ...unfedAgents(graph, agents),
    ],
    missingInputs: compiled.ok ? missingInputs(compiled.plan, inputs) : requiredOf(graph, inputs),
    missingCredentials: [...wiring.nodes.values()].flatMap(missingCredentialsOf),
    waves: layout.waves.map((wave) => wave.flatMap((id) => planned(wiring, id, cyclic.has(id)))),
    cycles: layout.cycles,
    unreachable: [...wiring.nodes.keys()].filter((id) => !reached.has(id)),
    typeMismatches: typeMismatches(wiring),
    estimate: estimateOf(wiring, layout, { nodes, limits, agents: Object.values(agents.plans) }),
  };
}

function planned({ nodes }: Wiring, id: string, inCycle: boolean): PlannedNode[] {
  const block = nodes.get(id)?.block;
  if (block === undefined) return [];
  const place = block.waits ? "wait" : block.pure ? "object" : "worker";
  return [{ nodeId: id, blockId: block.id, name: block.name, place, inCycle }];
}

/** Of a graph that cannot run yet: what its own input schema asks for. */
function requiredOf({ inputSchema }: GraphRecord, inputs: JsonObject): string[] {
  const required = inputSchema["required"];
  const names = Array.isArray(required) ? required.map(String) : [];
  return names.filter((name) => !Object.hasOwn(inputs, name) || inputs[name] === null);
}

function missingCredentialsOf({ node, block, into }: WiredNode): { nodeId: string; pin: string }[] {
  if (node.metadata["credentials_optional"] === true) return [];
  const known = factsOf(block.id)?.inputs ?? {};
  const pins = new Set([...Object.keys(known), ...Object.keys(node.inputDefault)]);
  const fed = new Set(into.map(({ sinkName }) => parsePin(sinkName).pin));
  return [...pins]
    .filter(
      (pin) =>
        isCredentialPin(pin) &&
        known[pin]?.required !== false &&
        !fed.has(pin) &&
        !isGiven(node.inputDefault[pin]),
    )
    .map((pin) => ({ nodeId: node.id, pin }));
}

const isGiven = (value: Json | undefined): boolean =>
  value !== undefined &&
  value !== null &&
  value !== "" &&
  !(typeof value === "object" && Object.keys(value).length === 0);
