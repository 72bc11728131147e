import type { Json, JsonObject } from "#lib/json.ts";
import type { BlockFacts, Graph, GraphIssue, GraphLink, GraphNode } from "./graph.ts";
import { overlongMessage, overlongPins } from "./long-waits.ts";
import { parsePin } from "./pins.ts";
import {
  DEFAULT_LIMITS,
  DEFAULT_SAFE_MODE,
  type Limits,
  type Plan,
  type PlanLink,
  type PlanNode,
  type RetryPolicy,
} from "./plan.ts";
import { hasTools, isToolPin, toolsOf, withToolPin } from "./tools.ts";

export type Compiled = { ok: true; plan: Plan } | { ok: false; issues: GraphIssue[] };

type FactsOf = (blockId: string) => BlockFacts | undefined;

const EFFECT_RETRY: RetryPolicy = { maxAttempts: 3, initialMs: 1000, factor: 2, maxMs: 60_000 };
const DEFAULT_TIMEOUT_MS = 300_000;

/** A graph and what is known of its blocks, made into a plan; or everything that keeps it from running. */
export function compile(graph: Graph, factsOf: FactsOf, limits: Limits = DEFAULT_LIMITS): Compiled {
  const all = { ...limits, ...graph.limits };
  const issues = [...nodeIssues(graph, factsOf, all), ...linkIssues(graph, factsOf)];
  if (issues.length > 0) return { ok: false, issues };
  const notes = notesOf(graph, factsOf);
  const links = graph.links.filter((link) => !notes.has(link.sourceId) && !notes.has(link.sinkId));
  const incoming = Map.groupBy(links, (link) => link.sinkId);
  const outgoing = Map.groupBy(links, (link) => link.sourceId);
  const staticSources = new Set(
    graph.nodes.filter((node) => factsOf(node.blockId)?.staticOutput === true).map((node) => node.id),
  );
  const isStatic = (link: GraphLink) => link.isStatic || staticSources.has(link.sourceId);
  const nodes: Record<string, PlanNode> = {};
  const entry: string[] = [];
  for (const node of graph.nodes) {
    const facts = factsOf(node.blockId);
    if (facts === undefined || notes.has(node.id)) continue;
    const into = incoming.get(node.id) ?? [];
    const from = (outgoing.get(node.id) ?? []).map((link) => withToolPin(link, facts));
    const planned = planNode(node, facts, into, from, isStatic);
    nodes[node.id] = {
      ...planned,
      ...(hasTools(facts) && { tools: toolsOf(from, graph.nodes) }),
      maxCost: maxCostOf(node, facts, all),
    };
    if (facts.kind === "INPUT" || into.every((link) => isOfLoop(link, facts))) entry.push(node.id);
  }
  const { id: graphId, version, safeMode = DEFAULT_SAFE_MODE } = graph;
  return { ok: true, plan: { graphId, version, nodes, entry, limits: all, safeMode } };
}

/** Names of inputs that a run must be given and is not: INPUT nodes without a value of their own. */
export function missingInputs(plan: Plan, inputs: JsonObject): string[] {
  const missing = new Set<string>();
  for (const node of Object.values(plan.nodes)) {
    const name = node.defaults["name"];
    if (node.requiresInput && typeof name === "string" && !isGiven(inputs, name)) missing.add(name);
  }
  return [...missing];
}

const isGiven = (values: JsonObject, name: string): boolean =>
  Object.hasOwn(values, name) && values[name] !== null && values[name] !== undefined;

/** Notes are for people: they never run, and their links carry nothing. */
const notesOf = (graph: Graph, factsOf: FactsOf): Set<string> =>
  new Set(graph.nodes.filter(({ blockId }) => factsOf(blockId)?.kind === "NOTE").map(({ id }) => id));

function planNode(
  node: GraphNode,
  facts: BlockFacts,
  into: GraphLink[],
  from: GraphLink[],
  isStatic: (link: GraphLink) => boolean,
): Omit<PlanNode, "maxCost"> {
  const links: Record<string, PlanLink[]> = {};
  for (const link of from) {
    const { pin, path } = parsePin(link.sourceName);
    const group = Object.hasOwn(links, pin) ? links[pin] : undefined;
    const planned = { sink: link.sinkId, path, sinkName: link.sinkName, isStatic: isStatic(link) };
    if (group === undefined) links[pin] = [planned];
    else group.push(planned);
  }
  return {
    id: node.id,
    blockId: facts.id,
    kind: facts.kind,
    pure: facts.pure,
    waits: facts.waits ?? false,
    sensitive: facts.sensitive ?? false,
    defaults: sparedOf(node),
    links,
    waitsFor: [...new Set(into.map((link) => link.sinkName))],
    ...togetherOf(into, facts),
    staticPins: [...new Set(into.filter(isStatic).map((link) => link.sinkName))],
    retry: retryOf(node.metadata, facts),
    timeoutMs: positive(node.metadata["timeout_ms"], DEFAULT_TIMEOUT_MS, LONGEST_TIMEOUT_MS),
    ...waitOf(node, facts),
    requiresInput:
      facts.kind === "INPUT" &&
      into.length === 0 &&
      !isGiven(node.inputDefault, "value") &&
      facts.inputs["value"]?.hasDefault !== true,
  };
}

const isOfLoop = ({ sinkName }: GraphLink, { together = [] }: BlockFacts): boolean =>
  together.includes(parsePin(sinkName).pin);

function togetherOf(into: GraphLink[], facts: BlockFacts): Pick<PlanNode, "together"> {
  const pins = into.filter((link) => isOfLoop(link, facts)).map((link) => link.sinkName);
  return pins.length === 0 ? {} : { together: [...new Set(pins)] };
}

/** What an agent runs may cost something, though it charges nothing itself. */
function maxCostOf({ metadata }: GraphNode, facts: BlockFacts, { nodeCost }: Limits): number | null {
  if (facts.paid !== true && facts.kind !== "AGENT") return 0;
  const asked = metadata["max_cost"];
  return isAmount(asked) ? microsOf(asked) : (nodeCost ?? null);
}

const MICRO = 1_000_000;

/** Whole micro-US-dollars of an amount of US dollars. */
export const microsOf = (dollars: number): number => Number((dollars * MICRO).toFixed(0));

const isAmount = (value: Json | undefined): value is number =>
  typeof value === "number" && value >= 0 && value <= Number.MAX_SAFE_INTEGER / MICRO;

function retryOf(metadata: JsonObject, facts: BlockFacts): RetryPolicy {
  const fallback = facts.pure ? { ...EFFECT_RETRY, maxAttempts: 1 } : EFFECT_RETRY;
  const asked = metadata["retry"];
  if (!isPlain(asked)) return fallback;
  return {
    maxAttempts: positive(asked["max_attempts"], fallback.maxAttempts, MOST_ATTEMPTS),
    initialMs: positive(asked["initial_ms"], fallback.initialMs, LONGEST_WAIT_MS),
    factor: positive(asked["factor"], fallback.factor, STEEPEST),
    maxMs: positive(asked["max_ms"], fallback.maxMs, LONGEST_WAIT_MS),
  };
}

/** What nobody needs more of, and what would keep a run busy, or waiting, for its whole life. */
const MOST_ATTEMPTS = 100;
const LONGEST_WAIT_MS = 24 * 60 * 60 * 1000;
const STEEPEST = 100;
const LONGEST_TIMEOUT_MS = 60 * 60 * 1000;

function positive(value: Json | undefined, fallback: number, most: number): number {
  if (typeof value !== "number" || !(value > 0)) return fallback;
  return value < most ? value : most;
}

function waitOf({ metadata }: GraphNode, { waits }: BlockFacts): Pick<PlanNode, "waitMs"> {
  const waitMs = positive(metadata["timeout_ms"], 0, DEFAULT_LIMITS.wallMs);
  return waits === true && waitMs > 0 ? { waitMs } : {};
}

function nodeIssues(graph: Graph, factsOf: FactsOf, { wallMs }: Limits): GraphIssue[] {
  const notes = notesOf(graph, factsOf);
  const feeding = graph.links.filter(({ sourceId }) => !notes.has(sourceId));
  const linked = new Set(feeding.map((link) => `${link.sinkId}\n${parsePin(link.sinkName).pin}`));
  return graph.nodes.flatMap((node, index) => {
    const path = `nodes[${index}]`;
    const facts = factsOf(node.blockId);
    if (facts === undefined) {
      return [{ path: `${path}.block_id`, message: `There is no block ${node.blockId}` }];
    }
    const isLinked = (pin: string) => linked.has(`${node.id}\n${pin}`);
    const unfed = unfedPins(node, facts, isLinked).map((pin) => ({
      path: `${path}.input_default.${pin}`,
      message: `${facts.name} needs "${pin}": give it a value or a link`,
    }));
    const [overlong] = overlongPins(node.inputDefault, facts, isLinked, wallMs);
    const tooLong =
      overlong === undefined
        ? []
        : [{ path: `${path}.input_default.${overlong}`, message: overlongMessage(facts, wallMs) }];
    return [...metadataIssues(node, path), ...unfed, ...tooLong];
  });
}

/** What a node's metadata asks for is refused where it is not understood: what is left out would be missed too late. */
function metadataIssues({ metadata }: GraphNode, path: string): GraphIssue[] {
  const { max_cost: cost, timeout_ms: timeout, retry } = metadata;
  const policy = isPlain(retry) ? retry : {};
  const number = "This is a positive number";
  const asked: [field: string, value: Json | undefined, is: (value: Json) => boolean, message: string][] = [
    ["max_cost", cost, isAmount, "The most that it may cost is a number of US dollars"],
    ["timeout_ms", timeout, isPositive, "Its time limit is a positive number of milliseconds"],
    ["retry", retry, isPlain, "How it is tried again is an object"],
    ["retry.max_attempts", policy["max_attempts"], isPositive, number],
    ["retry.initial_ms", policy["initial_ms"], isPositive, number],
    ["retry.factor", policy["factor"], isPositive, number],
    ["retry.max_ms", policy["max_ms"], isPositive, number],
  ];
  return asked
    .filter(([, value, is]) => value !== undefined && value !== null && !is(value))
    .map(([field, , , message]) => ({ path: `${path}.metadata.${field}`, message }));
}

const isPositive = (value: Json): boolean => typeof value === "number" && value > 0;

const isPlain = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function unfedPins(node: GraphNode, facts: BlockFacts, isLinked: (pin: string) => boolean): string[] {
  if (facts.kind === "NOTE") return [];
  const given = new Set(Object.keys(node.inputDefault).map((name) => parsePin(name).pin));
  const isFed = (pin: string) => isLinked(pin) || (given.has(pin) && node.inputDefault[pin] !== null);
  const isSpared = (pin: string) => isCredentialPin(pin) && node.metadata["credentials_optional"] === true;
  const isNeeded = (pin: string, { required, hasDefault }: BlockFacts["inputs"][string]) =>
    (required && !hasDefault) || isPayload(pin, facts);
  return Object.entries(facts.inputs)
    .filter(([pin, input]) => isNeeded(pin, input) && !isFed(pin) && !isSpared(pin))
    .map(([pin]) => pin);
}

/** What was sent to the webhook of a trigger: without it there is nothing that it could have been triggered by. */
const isPayload = (pin: string, { kind }: BlockFacts): boolean =>
  pin === "payload" && (kind === "WEBHOOK" || kind === "WEBHOOK_MANUAL");

/** Pins that hold credentials go by their name. */
export const isCredentialPin = (pin: string): boolean => /^(.+_)?credentials$/.test(pin);

/** A node that may do without credentials is left without a place that is kept for one. */
function sparedOf({ inputDefault, metadata }: GraphNode): JsonObject {
  if (metadata["credentials_optional"] !== true) return inputDefault;
  const isEmpty = (value: Json) =>
    value === null || (typeof value === "object" && Object.keys(value).length === 0);
  return Object.fromEntries(
    Object.entries(inputDefault).filter(([pin, value]) => !isCredentialPin(pin) || !isEmpty(value)),
  );
}

function linkIssues(graph: Graph, factsOf: FactsOf): GraphIssue[] {
  const blocks = new Map(graph.nodes.map((node) => [node.id, factsOf(node.blockId)]));
  const issues: GraphIssue[] = [];
  const complain = (index: number, field: string, message: string) =>
    issues.push({ path: `links[${index}].${field}`, message });
  for (const [index, link] of graph.links.entries()) {
    if (!blocks.has(link.sourceId)) complain(index, "source_id", `There is no node ${link.sourceId}`);
    if (!blocks.has(link.sinkId)) complain(index, "sink_id", `There is no node ${link.sinkId}`);
    const source = blocks.get(link.sourceId);
    if (source !== undefined && !hasOutput(source, link.sourceName)) {
      complain(index, "source_name", `${source.name} has no output "${link.sourceName}"`);
    }
    const sink = blocks.get(link.sinkId);
    if (sink !== undefined && !hasInput(sink, link.sinkName)) {
      complain(index, "sink_name", `${sink.name} has no input "${link.sinkName}"`);
    }
  }
  return issues;
}

/** An agent's pins are those of the graph that it embeds, an MCP tool's its own; tool pins are named after their links. */
function hasOutput(facts: BlockFacts, name: string): boolean {
  const { pin } = parsePin(name);
  if (facts.kind === "AGENT" || pin === "error" || facts.outputs.includes(pin)) return true;
  return isToolPin(pin, facts);
}

const hasInput = (facts: BlockFacts, name: string): boolean =>
  facts.kind === "AGENT" || facts.kind === "MCP_TOOL" || Object.hasOwn(facts.inputs, parsePin(name).pin);
