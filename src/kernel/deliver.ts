import type { Json, JsonObject } from "#lib/json.ts";
import {
  type Draft,
  existing,
  neededPins,
  nodeExecutionId,
  nodeOf,
  record,
  stateOf,
  update,
} from "./draft.ts";
import type { NodeExecution, NodeExecutionId, Output } from "./execution.ts";
import { expand, type PathStep, parsePin, resolve } from "./pins.ts";
import type { PlanLink, PlanNode } from "./plan.ts";
import { shownInput, sizeOf } from "./size.ts";

/** Sends one output along the links that leave from its pin, or from inside its value, in link order. */
export function route(draft: Draft, node: PlanNode, { name, data }: Output): void {
  const { pin, path } = parsePin(name);
  for (const link of own(node.links, pin) ?? []) {
    const rest = beyond(path, link.path);
    const value = rest === undefined ? undefined : resolve(data, rest);
    if (value !== undefined) deliver(draft, link, value);
    if (draft.fault !== null) return;
  }
}

/** What is left of a link's path after that of the output, whose own name may be that of a dynamic pin. */
function beyond(output: readonly PathStep[], link: readonly PathStep[]): readonly PathStep[] | undefined {
  if (output.length === 0) return link;
  const isWithin = output.every(
    ({ kind, key }, index) => link[index]?.kind === kind && link[index]?.key === key,
  );
  return isWithin ? link.slice(output.length) : undefined;
}

/** FIFO: the value goes to the oldest waiting node execution that has none on this pin, else to a new one (K6). */
function deliver(draft: Draft, link: PlanLink, value: Json): void {
  const node = nodeOf(draft, link.sink);
  const state = stateOf(draft, node.id);
  const pin = link.sinkName;
  const filled = own(state.filled, pin) ?? 0;
  const ordinal = (filled > state.ready ? filled : state.ready) + 1;
  const waiting = existing(draft, state, node.id, ordinal) ?? begin(draft, node);
  if (waiting === null) return;
  state.filled[pin] = ordinal;
  fill(draft, waiting, pin, value);
  if (link.isStatic || ordinal === state.ready + 1) promote(draft, node, link.isStatic);
  if (ordinal > state.ready) countWaiting(draft, node, waiting.id, value);
}

/** What a draft began has an input of its own; that of another is copied first (K2). */
function fill(draft: Draft, waiting: NodeExecution, pin: string, value: Json): void {
  if (draft.begun.has(waiting.id)) waiting.input[pin] = value;
  else update(draft, waiting, { input: { ...waiting.input, [pin]: value } });
}

/** A value counts while it waits for others, too: it is kept, and shown in the end, if they never come. */
function countWaiting(draft: Draft, node: PlanNode, id: NodeExecutionId, value: Json): void {
  const run = draft.live.get(id);
  const size = sizeOf(value, roomIn(draft));
  if (run !== undefined) update(draft, run, { size: run.size + size });
  fits(draft, node, size);
}

/** Begins the node's next execution, waiting for values; null when the run's budget is used up. */
function begin(draft: Draft, node: PlanNode): NodeExecution | null {
  const { nodeExecutions: most, elsewhere } = draft.plan.limits;
  if (draft.used.nodeExecutions + (elsewhere ?? 0) >= most) {
    draft.fault = {
      code: "BUDGET_EXCEEDED",
      message: `The run has used its ${most} node executions`,
      node_id: node.id,
      ...(elsewhere !== undefined && { shared: { node_executions: most, elsewhere } }),
    };
    return null;
  }
  draft.used.nodeExecutions += 1;
  const state = stateOf(draft, node.id);
  state.count += 1;
  const run: NodeExecution = {
    id: nodeExecutionId(node.id, state.count),
    node: node.id,
    ordinal: state.count,
    position: draft.used.nodeExecutions,
    state: "INCOMPLETE",
    input: {},
    size: 0,
    attempt: 1,
    failures: 0,
    losses: 0,
    refused: 0,
    reported: 0,
    held: [],
    notBefore: draft.at,
    approved: false,
    charged: null,
    children: null,
    reserved: 0,
  };
  draft.touched.add(run.id);
  draft.begun.add(run.id);
  draft.live.set(run.id, run);
  return run;
}

/** Begins a node that waits for nothing. */
export function enter(draft: Draft, node: PlanNode, given: JsonObject): void {
  const run = begin(draft, node);
  if (run !== null) ready(draft, node, run, given);
}

/** Readies the oldest waiting node execution if it has all it waits for; a static value may serve the next ones too. */
function promote(draft: Draft, node: PlanNode, isStatic: boolean): void {
  const state = stateOf(draft, node.id);
  do {
    const run = existing(draft, state, node.id, state.ready + 1);
    const received = run === undefined ? null : complete(node, run.input, state.statics);
    if (run === undefined || received === null) return;
    if (node.staticPins.length > 0)
      state.statics = Object.fromEntries(
        node.staticPins.flatMap((pin) =>
          Object.hasOwn(received, pin) ? [[pin, received[pin] ?? null]] : [],
        ),
      );
    ready(draft, node, run, received);
  } while (isStatic && draft.fault === null && state.ready < state.count);
  if (state.ready === state.count) state.filled = {}; // nothing waits: whatever comes next begins a new one
}

/** All values, in the order of the links: an input must not depend on the order of arrival (K6). */
function complete(node: PlanNode, received: JsonObject, statics: JsonObject): JsonObject | null {
  // Values come in link order more often than not: the last one says at once that some are missing.
  const needed = neededPins(node, received);
  const last = needed.at(-1);
  if (last !== undefined && !Object.hasOwn(received, last) && !node.staticPins.includes(last)) return null;
  const whole: JsonObject = {};
  for (const pin of needed) {
    let value = own(received, pin);
    if (value === undefined) value = own(statics, pin);
    if (value === undefined) return null;
    whole[pin] = value;
  }
  return whole;
}

/** Pins may be called like what every object inherits: `toString`. */
const own = <T>(values: Readonly<Record<string, T>>, pin: string): T | undefined =>
  Object.hasOwn(values, pin) ? values[pin] : undefined;

function ready(draft: Draft, node: PlanNode, run: NodeExecution, received: JsonObject): void {
  const input = expand({ ...node.defaults, ...received });
  const counted = run.size;
  const size = sizeOf(input, counted + roomIn(draft), -MOST_PATH_STEPS);
  const { id, ordinal } = update(draft, run, { state: "QUEUED", input, size });
  if (!fits(draft, node, size - counted)) return;
  stateOf(draft, node.id).ready += 1;
  draft.used.pending += 1;
  draft.used.began += 1;
  const of = { node_id: node.id, ordinal };
  if (!node.pure)
    record(draft, { type: "node.queued", ...of, block_id: node.blockId, input: shownInput(input, size) });
  if (node.kind === "OUTPUT") {
    const name = typeof input["name"] === "string" ? input["name"] : node.id;
    record(draft, {
      type: "execution.output",
      ...of,
      output_name: name,
      output_data: input["value"] ?? null,
    });
  }
  draft.effects.push({ type: "run", id, node: node.id, notBefore: run.notBefore });
}

/** Dynamic pins nest values deeper than they may be by themselves: by the steps of a pin's name at most. */
const MOST_PATH_STEPS = 200;

const roomIn = ({ plan, used }: Draft): number => plan.limits.totalSize - used.size;

/** Counts characters of data; the run ends when it has no room for them. An input counts whole, as often as it is kept. */
function fits(draft: Draft, node: PlanNode, size: number): boolean {
  if (size <= roomIn(draft)) {
    draft.used.size += size;
    return true;
  }
  const message = `The run has used its ${draft.plan.limits.totalSize} characters of data`;
  draft.fault = { code: "BUDGET_EXCEEDED", message, node_id: node.id };
  return false;
}
