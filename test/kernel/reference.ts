// A naive reading of the rules: every node execution ever is kept in one list and looked for from its beginning.
// It has no counters, no fast path and no shared code with the kernel, which must agree with it.

import type { End, Event, Output } from "#kernel/execution.ts";
import type { Plan, PlanLink, PlanNode } from "#kernel/plan.ts";
import type { Json, JsonObject } from "#lib/json.ts";

export interface Activation {
  id: string;
  node: string;
  ordinal: number;
  status: "INCOMPLETE" | "QUEUED" | "RUNNING" | "WAITING" | "REVIEW" | "COMPLETED" | "FAILED";
  /** By sink name: what came, and once it began also what it took from the one before. */
  received: JsonObject;
  input: JsonObject;
  attempt: number;
  failures: number;
  losses: number;
  notBefore: number;
  approved: boolean;
  /** In micro-US-dollars: what was set aside for this attempt, what was taken out of that, */
  reserved: number;
  drawn: number;
  /** what the attempt was charged, all before it, and child runs. */
  charged: number;
  chargedBefore: number;
  children: number;
  outputs: Output[];
  /** How many of `outputs` went along the links. */
  routed: number;
}

export interface Reference {
  activations: Activation[];
  status: "QUEUED" | "RUNNING" | "REVIEW" | "COMPLETED" | "FAILED" | "TERMINATED";
  /** The values that came to nodes of kind OUTPUT, by name. */
  outputs: Record<string, Json[]>;
  /** The node that asked for one node execution too many. */
  blamed?: string;
}

export function newReference(): Reference {
  return { activations: [], status: "QUEUED", outputs: {} };
}

export function happen(plan: Plan, run: Reference, event: Event): void {
  if (isOver(run)) return;
  if (event.type === "stop") run.status = "TERMINATED";
  else if (event.type === "abort") run.status = "FAILED";
  else if (event.type === "start") start(plan, run, event.inputs);
  else concern(plan, run, event);
  if (isOver(run) || run.status === "QUEUED") return;
  const busy = run.activations.filter(
    ({ status }) => !["INCOMPLETE", "COMPLETED", "FAILED"].includes(status),
  );
  if (busy.length === 0) run.status = "COMPLETED";
  else run.status = busy.every(({ status }) => status === "REVIEW") ? "REVIEW" : "RUNNING";
}

const isOver = ({ status }: Reference): boolean => !["QUEUED", "RUNNING", "REVIEW"].includes(status);

function start(plan: Plan, run: Reference, inputs: JsonObject): void {
  if (run.status !== "QUEUED") return;
  run.status = "RUNNING";
  for (const id of plan.entry) {
    const node = nodeOf(plan, id);
    const entered = begin(plan, run, node);
    if (entered === undefined) return;
    const name = String(node.defaults["name"]);
    const isGiven = node.kind === "INPUT" && Object.keys(inputs).includes(name);
    ready(run, node, entered, isGiven ? { value: inputs[name] ?? null } : {});
  }
}

type OfNode = Exclude<Event, { type: "start" | "stop" | "abort" }>;

function concern(plan: Plan, run: Reference, event: OfNode): void {
  const subject = run.activations.find(({ id }) => id === event.id);
  if (subject === undefined) return;
  if (event.type === "report" || event.type === "lost") speak(plan, run, subject, event);
  else if (event.type === "charge") {
    if (["QUEUED", "RUNNING", "WAITING", "REVIEW"].includes(subject.status))
      charge(subject, "children", event.spent.cost);
  } else if (event.type === "release") {
    if (subject.status === "REVIEW")
      Object.assign(subject, { status: "QUEUED", input: event.input, approved: true });
  } else if (subject.status === "QUEUED") takeUp(plan, run, subject, event);
}

function takeUp(plan: Plan, run: Reference, subject: Activation, event: TakeUp): void {
  if (event.type === "claim" && subject.notBefore > event.at) return;
  if (event.type === "suspend" && event.waitsFor === "review" && subject.approved) return;
  const costs = event.type === "claim" || event.waitsFor === "child";
  if (costs && !isFunded(plan, run, subject)) return;
  if (event.type === "claim") subject.status = "RUNNING";
  else subject.status = event.waitsFor === "review" ? "REVIEW" : "WAITING";
}

type TakeUp = Extract<Event, { type: "claim" | "suspend" }>;

/** Whether there is money for what it may cost, which is then its own; the run is over when there never will be. */
function isFunded(plan: Plan, run: Reference, subject: Activation): boolean {
  const { cost } = plan.limits;
  const { maxCost } = nodeOf(plan, subject.node);
  if (cost === undefined || maxCost === 0) return true;
  const spent = run.activations.reduce(
    (sum, { charged, chargedBefore, children }) => sum + charged + chargedBefore + children,
    0,
  );
  const held = run.activations.reduce((sum, { reserved, drawn }) => sum + Math.max(0, reserved - drawn), 0);
  const left = cost - spent - held;
  const isEnough = maxCost === null ? held === 0 && left > 0 : maxCost <= left;
  if (isEnough) subject.reserved = maxCost ?? left;
  else if (held === 0) {
    run.status = "FAILED";
    run.blamed = subject.node;
  }
  return isEnough;
}

/** What an attempt did not use is there for others. */
function settle(subject: Activation): void {
  subject.chargedBefore += subject.charged;
  subject.charged = 0;
  subject.reserved = 0;
  subject.drawn = 0;
}

/** What is new of all that is said to be spent. */
function charge(subject: Activation, whose: "charged" | "children", all: number): void {
  const more = Math.max(0, all - subject[whose]);
  subject[whose] += more;
  if (subject.reserved > 0) subject.drawn += more;
}

function speak(
  plan: Plan,
  run: Reference,
  subject: Activation,
  event: Extract<Event, { type: "report" | "lost" }>,
): void {
  if (event.attempt !== subject.attempt) return;
  const node = nodeOf(plan, subject.node);
  if (event.type === "report" && ["RUNNING", "WAITING", "REVIEW"].includes(subject.status)) {
    hear(node, subject, event);
  }
  if (event.type === "lost" && subject.status === "RUNNING") lose(plan, subject, event.at);
  routeAll(plan, run, node);
}

function lose(plan: Plan, subject: Activation, at: number): void {
  subject.losses += 1;
  if (subject.losses > plan.limits.losses) fail(subject, `Its worker was lost ${subject.losses} times`);
  else again(subject, at);
}

function hear(node: PlanNode, subject: Activation, { at, from, outputs, spent, end: how }: Report): void {
  if (from > subject.outputs.length) return;
  outputs.forEach((output, index) => {
    if (from + index >= subject.outputs.length) subject.outputs.push(output);
  });
  charge(subject, "charged", spent?.cost ?? 0);
  if (how !== undefined) end(node, subject, how, at);
}

type Report = Extract<Event, { type: "report" }>;

function end(node: PlanNode, subject: Activation, how: End, at: number): void {
  if (how.type === "completed") {
    subject.status = "COMPLETED";
    settle(subject);
    return;
  }
  const { maxAttempts, initialMs, factor, maxMs } = node.retry;
  subject.failures += 1;
  if (!how.retryable || subject.failures >= maxAttempts) fail(subject, how.message);
  else
    again(subject, at + (how.retryAfterMs ?? Math.min(maxMs, initialMs * factor ** (subject.failures - 1))));
}

function again(subject: Activation, notBefore: number): void {
  subject.status = "QUEUED";
  subject.attempt += 1;
  settle(subject);
  subject.notBefore = notBefore;
}

function fail(subject: Activation, message: string): void {
  subject.status = "FAILED";
  settle(subject);
  subject.outputs.push({ name: "error", data: message });
}

/** Outputs leave in the order of the node's activations: one speaks only when all before it have ended. */
function routeAll(plan: Plan, run: Reference, node: PlanNode): void {
  for (const activation of run.activations.filter((other) => other.node === node.id)) {
    while (activation.routed < activation.outputs.length && !isOver(run)) {
      const output = activation.outputs[activation.routed];
      activation.routed += 1;
      if (output !== undefined) route(plan, run, node, output);
    }
    if (activation.status !== "COMPLETED" && activation.status !== "FAILED") return;
  }
}

function route(plan: Plan, run: Reference, node: PlanNode, output: Output): void {
  for (const link of (node.links[output.name] ?? []).values()) {
    const value = follow(output.data, link.path);
    if (value !== undefined && !isOver(run)) deliver(plan, run, link, value);
  }
}

function follow(value: Json, path: PlanLink["path"]): Json | undefined {
  return path.reduce<Json | undefined>((inside, { kind, key }) => {
    if (typeof inside !== "object" || inside === null) return undefined;
    if (Array.isArray(inside)) return kind === "index" ? inside[Number(key)] : undefined;
    return kind === "key" && Object.keys(inside).includes(key) ? inside[key] : undefined;
  }, value);
}

function deliver(plan: Plan, run: Reference, link: PlanLink, value: Json): void {
  const sink = nodeOf(plan, link.sink);
  const isWaiting = ({ node, status }: Activation) => node === sink.id && status === "INCOMPLETE";
  const target =
    run.activations.find((other) => isWaiting(other) && !has(other.received, link.sinkName)) ??
    begin(plan, run, sink);
  if (target === undefined) return;
  target.received[link.sinkName] = value;
  look(run, sink, target);
  if (link.isStatic) for (const other of run.activations.filter(isWaiting)) look(run, sink, other);
}

/** It begins when every linked pin has a value: its own, or on a static pin that of the activation before it. */
function look(run: Reference, node: PlanNode, activation: Activation): void {
  const before = run.activations.find(
    (other) => other.node === node.id && other.ordinal === activation.ordinal - 1,
  );
  const whole: JsonObject = {};
  for (const pin of node.waitsFor) {
    const holder = has(activation.received, pin) ? activation : before;
    if (holder === undefined || !has(holder.received, pin)) return;
    if (holder === before && !node.staticPins.includes(pin)) return;
    whole[pin] = holder.received[pin] ?? null;
  }
  activation.received = whole;
  ready(run, node, activation, whole);
}

function ready(run: Reference, node: PlanNode, activation: Activation, received: JsonObject): void {
  const input = { ...node.defaults, ...received };
  for (const [name, value] of Object.entries(input)) {
    const [pin = "", ...keys] = name.split(/_[#$@]_/);
    if (keys.length > 0)
      input[pin] = build(input[pin], [...name.matchAll(/_([#$@])_/g)].map(String), keys, value);
  }
  activation.status = "QUEUED";
  activation.input = input;
  if (node.kind !== "OUTPUT") return;
  const name = String(input["name"]);
  run.outputs[name] = [...(run.outputs[name] ?? []), input["value"] ?? null];
}

function build(into: Json | undefined, marks: string[], keys: string[], value: Json): Json {
  const [mark, ...marksLeft] = marks;
  const [key = "", ...keysLeft] = keys;
  if (mark === undefined) return value;
  if (mark.includes("$")) {
    const list = Array.isArray(into) ? [...into] : [];
    const item = build(list[Number(key)], marksLeft, keysLeft, value);
    return Array.from({ length: Math.max(list.length, Number(key) + 1) }, (_, index) =>
      index === Number(key) ? item : (list[index] ?? null),
    );
  }
  const dict = typeof into === "object" && into !== null && !Array.isArray(into) ? into : {};
  return { ...dict, [key]: build(has(dict, key) ? dict[key] : undefined, marksLeft, keysLeft, value) };
}

function begin(plan: Plan, run: Reference, node: PlanNode): Activation | undefined {
  if (run.activations.length + (plan.limits.elsewhere ?? 0) >= plan.limits.nodeExecutions) {
    run.status = "FAILED";
    run.blamed = node.id;
    return undefined;
  }
  const ordinal = run.activations.filter((other) => other.node === node.id).length + 1;
  const activation: Activation = {
    id: `${node.id}#${ordinal}`,
    node: node.id,
    ordinal,
    status: "INCOMPLETE",
    received: {},
    input: {},
    attempt: 1,
    failures: 0,
    losses: 0,
    notBefore: 0,
    approved: false,
    reserved: 0,
    drawn: 0,
    charged: 0,
    chargedBefore: 0,
    children: 0,
    outputs: [],
    routed: 0,
  };
  run.activations.push(activation);
  return activation;
}

const has = (values: JsonObject, pin: string): boolean => Object.keys(values).includes(pin);

function nodeOf(plan: Plan, id: string): PlanNode {
  const node = plan.nodes[id];
  if (node === undefined) throw new Error(`There is no node ${id}`);
  return node;
}
