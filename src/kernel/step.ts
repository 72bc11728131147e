// Semantics of one run: (plan, execution, event) -> next execution, log entries and effects.
//
// Invariants (SPEC.md holds the full text; test/kernel checks each by name):
//   K1  deterministic: same arguments, deep-equal result; no clock, no randomness
//   K2  pure: arguments are never mutated
//   K3  a final execution absorbs every event: same reference, no effects
//   K4  an event delivered twice changes nothing the second time (the queue is at-least-once)
//   K5  exactly one finish, and only when nothing is pending
//   K6  FIFO pairing and per-node output order, whatever the order in which reports arrive

import type { JsonObject } from "#lib/json.ts";
import { enter } from "./deliver.ts";
import { close, type Draft, finish, nodeOf, open, record } from "./draft.ts";
import {
  type Effect,
  type End,
  type Event,
  type Execution,
  type NodeExecution,
  type NodeExecutionId,
  type Output,
  type Step,
  unchanged,
} from "./execution.ts";
import { isFinal } from "./log.ts";
import type { Plan, PlanNode } from "./plan.ts";
import { charge, claim, lose, release, report, suspend } from "./report.ts";

/** Applies one event. */
export function step(plan: Plan, execution: Execution, event: Event): Step {
  if (isFinal(execution.status)) return unchanged(execution); // K3
  const draft = open(plan, execution, event.at);
  apply(draft, event);
  return close(draft);
}

/** What a pure node yields for an input, and how it ends. Must be a function of its arguments. */
export type Perform = (
  node: PlanNode,
  input: JsonObject,
  at: number,
  id: NodeExecutionId,
) => { outputs: Output[]; end: End };

/**
 * Applies events and runs the pure nodes that they ready, at most `allowance` of them, as one step.
 * Pure nodes that are left over stay among the effects; so do those that must wait before a retry.
 * `isGivenAway`: the caller never looks at `execution` again, also when this throws, so that a large one is not copied.
 */
export function advance(
  plan: Plan,
  execution: Execution,
  events: readonly Event[],
  perform: Perform,
  allowance: number,
  isGivenAway = false,
): Step {
  const [first] = events;
  if (first === undefined || isFinal(execution.status)) return unchanged(execution); // K3
  const draft = open(plan, execution, first.at, isGivenAway);
  for (const event of events) {
    draft.at = event.at;
    apply(draft, event);
  }
  runPure(draft, perform, allowance);
  return close(draft);
}

/** Runs pure nodes that an earlier step left over. */
export function resume(
  plan: Plan,
  execution: Execution,
  at: number,
  perform: Perform,
  allowance: number,
  isGivenAway = false,
): Step {
  const draft = open(plan, execution, at, isGivenAway);
  for (const { id, node, state, notBefore } of execution.live.values()) {
    if (state === "QUEUED" && nodeOf(draft, node).pure)
      draft.effects.push({ type: "run", id, node, notBefore });
  }
  runPure(draft, perform, allowance);
  return close(draft);
}

function apply(draft: Draft, event: Event): void {
  if (isFinal(draft.status)) return; // K3
  switch (event.type) {
    case "start":
      start(draft, event);
      break;
    case "claim":
      claim(draft, event.id);
      break;
    case "report":
      report(draft, event);
      break;
    case "charge":
      charge(draft, event);
      break;
    case "lost":
      lose(draft, event.id, event.attempt);
      break;
    case "suspend":
      suspend(draft, event);
      break;
    case "release":
      release(draft, event);
      break;
    case "stop":
      draft.fault = { code: "TERMINATED", message: "Execution was cancelled" };
      break;
    case "abort":
      draft.fault = event.error;
      break;
  }
  settle(draft);
}

function start(draft: Draft, { inputs, timeZone }: Extract<Event, { type: "start" }>): void {
  if (draft.status !== "QUEUED") return; // K4
  const { plan } = draft;
  draft.status = "RUNNING";
  draft.startedAt = draft.at;
  record(draft, {
    type: "execution.started",
    graph_id: plan.graphId,
    graph_version: plan.version,
    inputs,
    ...(timeZone !== undefined && { time_zone: timeZone }),
  });
  for (const id of plan.entry) {
    const node = nodeOf(draft, id);
    enter(draft, node, given(node, inputs));
    if (draft.fault !== null) return;
  }
}

/** An INPUT node takes the run's input of its name; what the run does not give stays at its default. */
function given(node: PlanNode, inputs: JsonObject): JsonObject {
  const name = node.defaults["name"];
  if (node.kind !== "INPUT" || typeof name !== "string" || !Object.hasOwn(inputs, name)) return {};
  return { value: inputs[name] ?? null };
}

/** K5: over when nothing that began has not ended, or at once when the run is at fault; in REVIEW when people are waited for. */
function settle(draft: Draft): void {
  const { pending, reviews } = draft.used;
  if (draft.fault !== null) finish(draft, draft.fault);
  else if (draft.status === "QUEUED") return;
  else if (pending === 0) finish(draft, null);
  else if (draft.status === "RUNNING" && pending === reviews) {
    draft.status = "REVIEW";
    record(draft, { type: "execution.review", status: "REVIEW" });
  } else if (draft.status === "REVIEW" && pending > reviews) {
    draft.status = "RUNNING";
    record(draft, { type: "execution.resumed", status: "RUNNING" });
  }
}

function runPure(draft: Draft, perform: Perform, allowance: number): void {
  const later: Effect[] = [];
  let left = allowance;
  while (!isFinal(draft.status)) {
    const effect = draft.effects.shift();
    if (effect === undefined) break;
    const run = effect.type === "run" ? draft.live.get(effect.id) : undefined;
    if (run !== undefined && left > 0 && run.notBefore <= draft.at && nodeOf(draft, run.node).pure) {
      left -= 1;
      runOne(draft, run, perform);
    } else later.push(effect);
  }
  if (!isFinal(draft.status)) draft.effects = later;
}

function runOne(draft: Draft, { id, node, attempt, input }: NodeExecution, perform: Perform): void {
  const { at } = draft;
  apply(draft, { type: "claim", at, id });
  if (draft.live.get(id)?.state !== "RUNNING") return;
  const done = perform(nodeOf(draft, node), input, at, id);
  apply(draft, { type: "report", at, id, attempt, from: 0, ...done });
}
