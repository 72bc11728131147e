// Values that a retry gives to pins of the node that it does again: decisions only.

import type { BlockFacts } from "#kernel/graph.ts";
import { overlongMessage, overlongPins } from "#kernel/long-waits.ts";
import { type PinPath, parsePin, pinProblem } from "#kernel/pins.ts";
import type { Plan, PlanLink, PlanNode } from "#kernel/plan.ts";
import type { Issue } from "#lib/errors.ts";
import type { Json, JsonObject } from "#lib/json.ts";

/** What of these overrides can only be a mistake. `facts` are those of the node's block. */
export function overrideIssues(node: PlanNode, facts: BlockFacts, overrides: JsonObject): Issue[] {
  return Object.keys(overrides).flatMap((name) => {
    const message = pinProblem(name) ?? unknownPin(node, facts, name) ?? brokenInto(node, name);
    return message === null ? [] : [{ path: `input_overrides.${name}`, message }];
  });
}

/** The override because of which a node, its values in place, would wait for longer than its run may take. */
export function overlongIssue(
  { defaults, waitsFor }: PlanNode,
  facts: BlockFacts | undefined,
  overrides: JsonObject,
  wallMs: number,
): Issue | undefined {
  const isLinked = (pin: string) => waitsFor.some((name) => parsePin(name).pin === pin);
  const pins = facts === undefined ? [] : overlongPins(defaults, facts, isLinked, wallMs);
  const pin = pins.find((name) => Object.hasOwn(overrides, name));
  if (facts === undefined || pin === undefined) return undefined;
  return { path: `input_overrides.${pin}`, message: overlongMessage(facts, wallMs) };
}

function unknownPin(node: PlanNode, facts: BlockFacts, name: string): string | null {
  const { pin } = parsePin(name);
  if (facts.kind === "AGENT" && AGENT_IDENTITY.has(pin)) {
    return "Which graph an agent runs is said by the version of the graph";
  }
  const isKnown = Object.hasOwn(facts.inputs, pin) || Object.hasOwn(pinsOfItsOwn(node), pin);
  return isKnown ? null : `${facts.name} has no input "${pin}"`;
}

/** The graph is compiled together with those that its agents name. */
const AGENT_IDENTITY = new Set(["graph_id", "graph_version"]);

/** An agent's inputs are those of the graph that it embeds, an MCP tool's its own. */
function pinsOfItsOwn({ kind, defaults }: PlanNode): JsonObject {
  if (kind !== "AGENT" && kind !== "MCP_TOOL") return {};
  return dictOf(dictOf(defaults[kind === "AGENT" ? "input_schema" : "tool_input_schema"])["properties"]);
}

const dictOf = (value: Json | undefined): JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};

/** What a link brings is put in place after the defaults: in it nothing can be kept but where it is a whole pin. */
function brokenInto({ waitsFor }: PlanNode, name: string): string | null {
  const given = parsePin(name);
  const whole = waitsFor.find((fed) => {
    const { path } = parsePin(fed);
    return path.length > 0 && path.length < given.path.length && isWithin(given, parsePin(fed));
  });
  return whole === undefined ? null : `A link brings all of "${whole}": give a value for that`;
}

/** Where what links bring to an overridden pin goes instead: the node is still begun by it, and does not see it. */
const ASIDE = "overridden ";

/** The plan whose node gets these values, whatever its links bring and the run's inputs say. */
export function overridden(plan: Plan, nodeId: string, overrides: JsonObject): Plan {
  const target = plan.nodes[nodeId];
  if (target === undefined || Object.keys(overrides).length === 0) return plan;
  const aside = (pin: string) => (isOverridden(pin, overrides) ? `${ASIDE}${pin}` : pin);
  const turn = (link: PlanLink): PlanLink =>
    link.sink === nodeId ? { ...link, sinkName: aside(link.sinkName) } : link;
  const turned = Object.values(plan.nodes).map((node): [string, PlanNode] => [
    node.id,
    { ...node, links: mapValues(node.links, (links) => links.map(turn)) },
  ]);
  const nodes = Object.fromEntries(turned);
  const defaults = Object.entries(target.defaults).filter(([pin]) => !isOverridden(pin, overrides));
  nodes[nodeId] = {
    ...(nodes[nodeId] ?? target),
    // An INPUT node would take the run's input over these.
    ...(target.kind === "INPUT" && Object.hasOwn(overrides, "value")
      ? { kind: "STANDARD", requiresInput: false }
      : {}),
    defaults: { ...Object.fromEntries(defaults), ...overrides },
    waitsFor: target.waitsFor.map(aside),
    ...(target.together !== undefined && { together: target.together.map(aside) }),
    staticPins: target.staticPins.map(aside),
  };
  return { ...plan, nodes };
}

/** By its very name, or because all of which it is a part is given. */
const isOverridden = (name: string, overrides: JsonObject): boolean => {
  const { pin, path } = parsePin(name);
  return Object.keys(overrides).some((given) => isWithin({ pin, path }, parsePin(given)));
};

const isWithin = (inner: PinPath, outer: PinPath): boolean =>
  inner.pin === outer.pin && outer.path.every(({ key }, index) => inner.path[index]?.key === key);

const mapValues = <T>(record: Readonly<Record<string, T>>, change: (value: T) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
