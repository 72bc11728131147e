import type { JsonObject } from "#lib/json.ts";
import {
  type Effect,
  type Execution,
  type NodeExecution,
  type NodeExecutionId,
  type NodeState,
  type Output,
  type Step,
  type Used,
  unchanged,
} from "./execution.ts";
import { type Happening, isFinal, type LogEntry, type RunError, type Status } from "./log.ts";
import type { Plan, PlanNode } from "./plan.ts";
import { shownInput } from "./size.ts";

/** An execution while events are applied to it: what it changes is copied first, the original stays as it was (K2). */
export interface Draft {
  readonly plan: Plan;
  readonly base: Execution;
  at: number;
  status: Status;
  startedAt: number;
  seq: number;
  used: Used;
  /** The execution's own until a state in it changes. */
  nodes: ReadonlyMap<string, NodeState>;
  live: Map<NodeExecutionId, NodeExecution>;
  /** Node states that are this draft's own copies. */
  owned: Set<string>;
  /** Lists of held outputs that are this draft's own copies. */
  held: Map<NodeExecutionId, Output[]>;
  /** Node executions that are not as they were in the base: those that live are this draft's own copies. */
  touched: Set<NodeExecutionId>;
  /** Those of them that this draft began. */
  begun: Set<NodeExecutionId>;
  log: LogEntry[];
  effects: Effect[];
  /** Set when the run must end after this event: a budget is used up, or the engine is at fault. */
  fault: RunError | null;
}

/** A node's state that this draft may change in place. */
type Own<T> = { -readonly [K in keyof T]: T[K] } & { filled: Record<string, number> };

/** `isGivenAway`: nobody looks at the execution again, so its live node executions are changed instead of copied. */
export function open(plan: Plan, execution: Execution, at: number, isGivenAway = false): Draft {
  const { live } = execution;
  return {
    plan,
    base: execution,
    at,
    status: execution.status,
    startedAt: execution.startedAt,
    seq: execution.seq,
    used: { ...execution.used },
    nodes: execution.nodes,
    live: isGivenAway && live instanceof Map ? live : new Map(live),
    owned: new Set(),
    held: new Map(),
    touched: new Set(),
    begun: new Set(),
    log: [],
    effects: [],
    fault: null,
  };
}

/** Whatever changes a run is in its log, so an empty log means: the same execution, to the reference. */
export function close(draft: Draft): Step {
  if (draft.log.length === 0) return unchanged(draft.base);
  const { status, startedAt, seq, used, nodes, live, log, effects, touched } = draft;
  return { next: { status, startedAt, seq, used, nodes, live }, log, effects, touched };
}

export function record(draft: Draft, happening: Happening): void {
  draft.seq += 1;
  draft.log.push({ seq: draft.seq, at: draft.at, ...happening });
}

export function nodeOf(draft: Draft, id: string): PlanNode {
  const node = draft.plan.nodes[id];
  if (node === undefined) throw new Error(`The plan has no node ${id}`);
  return node;
}

export function stateOf(draft: Draft, node: string): Own<NodeState> {
  const current = draft.nodes.get(node);
  if (current !== undefined && draft.owned.has(node)) return current;
  const own: NodeState =
    current === undefined
      ? { count: 0, ready: 0, drained: 0, filled: {}, statics: {}, past: [] }
      : { ...current, filled: { ...current.filled }, statics: { ...current.statics } };
  const nodes = draft.owned.size > 0 && draft.nodes instanceof Map ? draft.nodes : new Map(draft.nodes);
  draft.nodes = nodes.set(node, own);
  draft.owned.add(node);
  return own;
}

/** Changes a node execution as it is now, in place if this draft has changed it before. */
export function update(draft: Draft, run: NodeExecution, change: Partial<NodeExecution>): NodeExecution {
  if (draft.touched.has(run.id)) return Object.assign(run, change);
  const next = { ...run, ...change };
  draft.touched.add(run.id);
  draft.live.set(run.id, next);
  return next;
}

/** The node and the ordinal of an id; node ids may have a # in them. */
export function splitId(id: NodeExecutionId): [node: string, ordinal: number] {
  const at = id.lastIndexOf("#");
  return [id.slice(0, at), Number(id.slice(at + 1))];
}

export const nodeExecutionId = (node: string, ordinal: number): NodeExecutionId => `${node}#${ordinal}`;

/** A node's execution of that ordinal while it lives; most often there is none, which its node knows without a search. */
export const existing = (
  { live }: Draft,
  { count, drained }: NodeState,
  node: string,
  ordinal: number,
): NodeExecution | undefined =>
  ordinal > drained && ordinal <= count ? live.get(nodeExecutionId(node, ordinal)) : undefined;

/** Ends the run; what still waits for values is put on record with what it waits for. */
export function finish(draft: Draft, error: RunError | null): void {
  if (isFinal(draft.status)) return;
  for (const run of draft.live.values()) {
    if (run.state !== "INCOMPLETE") continue;
    const { node: node_id, ordinal } = run;
    const { blockId: block_id } = nodeOf(draft, node_id);
    const input = shownInput(run.input, run.size);
    record(draft, { type: "node.incomplete", node_id, ordinal, block_id, input, missing: lack(draft, run) });
  }
  if (error === null) {
    draft.status = "COMPLETED";
    record(draft, { type: "execution.completed", status: "COMPLETED" });
  } else {
    draft.status = error.code === "TERMINATED" ? "TERMINATED" : "FAILED";
    record(draft, { type: "execution.failed", status: draft.status, error });
  }
  draft.effects = [{ type: "finish", status: draft.status }];
  draft.used.pending = 0;
  draft.used.reserved = 0;
  draft.used.reviews = 0;
  draft.nodes = new Map();
  draft.live = new Map();
}

/** Linked pins that a node execution needs: those of a loop only once one of them has come. */
export function neededPins({ waitsFor, together = [] }: PlanNode, received: JsonObject): readonly string[] {
  if (together.length === 0 || together.some((pin) => Object.hasOwn(received, pin))) return waitsFor;
  return waitsFor.filter((pin) => !together.includes(pin));
}

/** The pins that a node execution waits for; one that a kept static value would serve is not among them. */
function lack(draft: Draft, { node, input }: NodeExecution): string[] {
  const unfed = neededPins(nodeOf(draft, node), input).filter((pin) => !Object.hasOwn(input, pin));
  const { statics } = stateOf(draft, node);
  const missing = unfed.filter((pin) => !Object.hasOwn(statics, pin));
  return missing.length > 0 ? missing : unfed;
}
