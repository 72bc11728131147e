import { draw, reserve, settle } from "./budget.ts";
import { route } from "./deliver.ts";
import { type Draft, existing, nodeOf, record, splitId, stateOf, update } from "./draft.ts";
import type { End, Event, NodeExecution, NodeExecutionId, Output } from "./execution.ts";
import type { PlanNode, RetryPolicy } from "./plan.ts";
import { MAX_DEPTH, MAX_INPUT, shownInput, sizeOf } from "./size.ts";
import { beyond, NOTHING_SPENT, plus, type Spent } from "./spent.ts";

type Report = Extract<Event, { type: "report" }>;

/** A failure's message is cut here, in UTF-16 code units: it is no value, and no budget counts it. */
const MAX_MESSAGE = 10_000;

/** Of each node, so many node executions that took more than one attempt are remembered when they are over. */
const MOST_PAST = 16;

/** A try waits no longer, whatever the other side asks for: a day. */
const LONGEST_WAIT_MS = 24 * 60 * 60 * 1000;

/** A worker takes a queued node execution on. */
export function claim(draft: Draft, id: NodeExecutionId): void {
  const run = draft.live.get(id);
  if (run === undefined || run.state !== "QUEUED" || run.notBefore > draft.at) return;
  const node = nodeOf(draft, run.node);
  const funded = reserve(draft, run, node);
  if (funded === null) return;
  const running = update(draft, funded, { state: "RUNNING" });
  record(draft, {
    type: "node.started",
    node_id: run.node,
    ordinal: run.ordinal,
    block_id: node.blockId,
    attempt: run.attempt,
    ...(node.pure ? { input: shownInput(run.input, run.size) } : {}),
  });
  // Nobody could hand it over: its worker would be lost again and again.
  if (run.size > MAX_INPUT) endWith(draft, running, `Its input is larger than ${MAX_INPUT} characters`);
}

/** A queued node execution begins to wait: for a moment, an event, a person or a child run. */
export function suspend(draft: Draft, event: Extract<Event, { type: "suspend" }>): void {
  const { id, waitsFor: waits_for, on: waits_on, until } = event;
  const run = draft.live.get(id);
  if (run === undefined || run.state !== "QUEUED") return;
  // What a person has approved is not asked again: this came twice, or late (K4).
  if (waits_for === "review" && run.approved) return;
  if (run.size > MAX_INPUT) {
    claim(draft, id);
    return;
  }
  const funded = waits_for === "child" ? reserve(draft, run, nodeOf(draft, run.node)) : run;
  if (funded === null) return;
  update(draft, funded, { state: waits_for === "review" ? "REVIEW" : "WAITING" });
  if (waits_for === "review") draft.used.reviews += 1;
  const { node: node_id, ordinal } = run;
  const { blockId: block_id } = nodeOf(draft, node_id);
  const wait = { waits_for, ...(waits_on !== undefined && { waits_on }), until };
  record(draft, { type: "node.waiting", node_id, ordinal, block_id, ...wait });
}

/** A person approved what a worker may now take on. */
export function release(draft: Draft, { id, input }: Extract<Event, { type: "release" }>): void {
  const run = draft.live.get(id);
  if (run === undefined || run.state !== "REVIEW") return;
  draft.used.reviews -= 1;
  const size = sizeOf(input, MAX_INPUT, -MAX_DEPTH);
  update(draft, run, { state: "QUEUED", input, size, approved: true });
  record(draft, { type: "node.approved", node_id: run.node, ordinal: run.ordinal, input });
  draft.effects.push({ type: "run", id, node: run.node, notBefore: run.notBefore });
}

/** Outputs of a node execution, counted by index over all attempts, then perhaps its end (K4, E3). */
export function report(draft: Draft, event: Report): void {
  const run = draft.live.get(event.id);
  if (run === undefined) refusePast(draft, event);
  if (run === undefined || run.state === "INCOMPLETE") return;
  if (event.attempt !== run.attempt || run.state === "QUEUED" || run.state === "ENDED") {
    refuse(draft, run, event.attempt);
    return;
  }
  if (event.from > run.reported) return;
  const problem = accept(draft, run, event.outputs.slice(run.reported - event.from));
  if (event.spent !== undefined) pay(draft, event.id, "charged", event.spent);
  if (draft.fault !== null) return;
  const end: End | undefined =
    problem === null ? event.end : { type: "failed", message: problem, retryable: false };
  if (end !== undefined) endAttempt(draft, event.id, end);
}

/** Child runs go on, and are paid for, whatever becomes of the attempt that asked for them (K24). */
export function charge(draft: Draft, { id, spent }: Extract<Event, { type: "charge" }>): void {
  const state = draft.live.get(id)?.state ?? "ENDED";
  if (state !== "INCOMPLETE" && state !== "ENDED") pay(draft, id, "children", spent);
}

/** Counts what an attempt, or child runs, were charged since they were last heard of (K24). */
function pay(draft: Draft, id: NodeExecutionId, whose: "charged" | "children", spent: Spent): void {
  const run = draft.live.get(id);
  const known = run?.[whose] ?? NOTHING_SPENT;
  const more = beyond(known, spent);
  if (run === undefined || more === null) return;
  const { node: node_id, ordinal, attempt } = run;
  const payer = update(draft, run, { [whose]: plus(known, more) });
  draft.used.spent = plus(draft.used.spent, more);
  record(draft, { type: "node.charged", node_id, ordinal, attempt, spent: more });
  draw(draft, payer, more.cost);
}

/** The lease of a running node execution ran out: it is taken back, and given up after too many losses (E3). */
export function lose(draft: Draft, id: NodeExecutionId, attempt: number): void {
  const run = draft.live.get(id);
  if (run === undefined || run.state !== "RUNNING" || run.attempt !== attempt) return;
  const losses = run.losses + 1;
  if (losses > draft.plan.limits.losses) {
    endWith(draft, run, `Its worker was lost ${losses} times`);
    return;
  }
  retry(draft, update(draft, run, { losses }), "Its worker was lost", draft.at);
}

function refuse(draft: Draft, run: NodeExecution, attempt: number): void {
  if (attempt >= run.attempt || attempt <= run.refused) return;
  update(draft, run, { refused: attempt });
  record(draft, { type: "node.refused", node_id: run.node, ordinal: run.ordinal, attempt });
}

/** The same for a node execution that is drained, as long as it is remembered. */
function refusePast(draft: Draft, { id, attempt }: Report): void {
  const [node = "", ordinal] = splitId(id);
  const known = draft.nodes.get(node)?.past.find((one) => one.ordinal === ordinal);
  if (known === undefined || attempt >= known.attempt || attempt <= known.refused) return;
  const state = stateOf(draft, node);
  state.past = state.past.map((one) => (one === known ? { ...one, refused: attempt } : one));
  record(draft, { type: "node.refused", node_id: node, ordinal: known.ordinal, attempt });
}

/** Takes outputs in, routing them at once if this is the node's eldest; answers what is wrong with one, if anything. */
function accept(draft: Draft, run: NodeExecution, outputs: readonly Output[]): string | null {
  const node = nodeOf(draft, run.node);
  const { limits } = draft.plan;
  for (const output of outputs) {
    const size = sizeOf(output.data, limits.valueSize);
    if (size === Number.POSITIVE_INFINITY)
      return `Output "${output.name}" is nested deeper than ${MAX_DEPTH} levels`;
    if (size > limits.valueSize)
      return `Output "${output.name}" is larger than ${limits.valueSize} characters`;
    if (draft.used.size + size > limits.totalSize)
      return `The run has used its ${limits.totalSize} characters of data`;
    draft.used.size += size;
    emit(draft, node, run.id, output);
    if (draft.fault !== null) return null;
  }
  return null;
}

function emit(draft: Draft, node: PlanNode, id: NodeExecutionId, output: Output): void {
  const run = draft.live.get(id);
  if (run === undefined) return;
  const { node: node_id, ordinal } = run;
  const isEldest = stateOf(draft, node.id).drained + 1 === ordinal;
  const held = isEldest ? run.held : hold(draft, run, output);
  update(draft, run, { reported: run.reported + 1, held });
  record(draft, {
    type: "node.output",
    node_id,
    ordinal,
    output_name: output.name,
    output_data: output.data,
  });
  if (isEldest) route(draft, node, output);
}

/** Copies what was held before once a draft: once an output would cost the square of their number. */
function hold(draft: Draft, { id, held }: NodeExecution, output: Output): readonly Output[] {
  const own = draft.held.get(id) ?? [...held];
  own.push(output);
  draft.held.set(id, own);
  return own;
}

function endAttempt(draft: Draft, id: NodeExecutionId, end: End): void {
  const run = draft.live.get(id);
  if (run === undefined) return;
  if (end.type === "completed") {
    draft.used.completed += 1;
    record(draft, { type: "node.completed", node_id: run.node, ordinal: run.ordinal });
    drain(draft, run);
    return;
  }
  const { retry: policy } = nodeOf(draft, run.node);
  const message = end.message.slice(0, MAX_MESSAGE).toWellFormed();
  const failures = run.failures + 1;
  if (end.retryable && failures < policy.maxAttempts) {
    const asked = end.retryAfterMs ?? backoff(policy, run.failures);
    const wait = asked < LONGEST_WAIT_MS ? asked : LONGEST_WAIT_MS;
    // This attempt has said its last word: if it comes again it is the same report, not a late one (K4).
    retry(draft, update(draft, run, { failures, refused: run.attempt }), message, draft.at + wait);
    return;
  }
  endWith(draft, run, message);
}

function backoff({ initialMs, factor, maxMs }: RetryPolicy, failures: number): number {
  const wait = initialMs * factor ** failures;
  return wait < maxMs ? wait : maxMs;
}

function retry(draft: Draft, run: NodeExecution, error: string, notBefore: number): void {
  const { id, node, ordinal, attempt } = run;
  if (run.state === "REVIEW") draft.used.reviews -= 1;
  // Child runs go on between the attempts that use them as tools, on what was set aside.
  const rested = nodeOf(draft, node).tools === undefined ? settle(draft, run) : run;
  update(draft, rested, { state: "QUEUED", attempt: attempt + 1, notBefore, charged: null });
  record(draft, { type: "node.retried", node_id: node, ordinal, attempt, error, not_before: notBefore });
  draft.effects.push({ type: "run", id, node, notBefore });
}

/** A failure for good: its message leaves by the `error` pin, the run goes on. */
function endWith(draft: Draft, run: NodeExecution, message: string): void {
  emit(draft, nodeOf(draft, run.node), run.id, { name: "error", data: message });
  const ended = draft.live.get(run.id);
  if (ended === undefined || draft.fault !== null) return;
  draft.used.failed += 1;
  record(draft, { type: "node.failed", node_id: run.node, ordinal: run.ordinal, error: message });
  drain(draft, ended);
}

/** Ends a node execution, then routes what its juniors held back, up to the first that still runs (K6). */
function drain(draft: Draft, ended: NodeExecution): void {
  draft.used.pending -= 1;
  if (ended.state === "REVIEW") draft.used.reviews -= 1;
  update(draft, settle(draft, ended), { state: "ENDED" });
  const node = nodeOf(draft, ended.node);
  const state = stateOf(draft, node.id);
  let eldest = existing(draft, state, node.id, state.drained + 1);
  while (eldest !== undefined) {
    const { held } = eldest;
    if (held.length > 0) update(draft, eldest, { held: [] });
    for (const output of held) {
      route(draft, node, output);
      if (draft.fault !== null) return;
    }
    if (eldest.state !== "ENDED") return;
    forget(draft, eldest);
    eldest = existing(draft, state, node.id, state.drained + 1);
  }
}

/** Drained, and so only in the log; but of attempts that may still report, a note is kept (K13). */
function forget(draft: Draft, { id, node, ordinal, attempt, refused }: NodeExecution): void {
  const state = stateOf(draft, node);
  draft.live.delete(id);
  draft.touched.add(id);
  state.drained += 1;
  if (attempt > 1) state.past = [...state.past, { ordinal, attempt, refused }].slice(-MOST_PAST);
}
