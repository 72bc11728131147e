// Node executions that wait inside the object: what for, and what follows when it happens. Decisions only, no I/O.

import type { Block, WaitIo } from "#blocks/block.ts";
import { findBlock } from "#blocks/registry.ts";
import type { Happened, Resumption, Suspension, Yielded } from "#blocks/suspension.ts";
import type { End, Event, NodeExecution, NodeExecutionId, Output } from "#kernel/execution.ts";
import type { WaitsFor } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import type { JsonObject } from "#lib/json.ts";
import { hear, unheard } from "./heard.ts";
import type { Run, Wait } from "./run.ts";

/** Each commit asks, and to go through a thousand nodes takes longer than the commit. */
const known = new WeakMap<Plan, boolean>();

/** Whether anything in a run of this plan can wait in its object. */
export function mayWait(plan: Plan): boolean {
  const before = known.get(plan);
  if (before !== undefined) return before;
  const may = Object.values(plan.nodes).some(({ waits, sensitive }) => waits || sensitive);
  known.set(plan, may);
  return may;
}

/** Begins the waits of all queued node executions that wait here; what need not wait after all yields at once. */
export function beginWaits(run: Run, at: number, newId: () => string): Event[] {
  const events: Event[] = [];
  for (const live of run.execution.live.values()) {
    if (live.state !== "QUEUED" || live.notBefore > at || run.waits.has(live.id)) continue;
    if (run.kept.has(live.id)) continue;
    const node = run.plan.nodes[live.node];
    if (node?.waits === true) events.push(...beginWait(run, live, at, newId));
    else if (awaitsApproval(run, live)) events.push(suspending(run, live, approvalOf(run, live), at, newId));
  }
  return events;
}

/** Whether a person must see this node execution before a worker may. */
export function awaitsApproval(run: Run, live: NodeExecution): boolean {
  const node = run.plan.nodes[live.node];
  return run.plan.safeMode.sensitive && node?.sensitive === true && !node.pure && !live.approved;
}

function beginWait(run: Run, live: NodeExecution, at: number, newId: () => string): Event[] {
  const opened = openBlock(run, live);
  if (typeof opened === "string") return atOnce(live, [], failed(opened), at);
  try {
    const wanted = opened.block.suspend(opened.input, ioOf(run, at));
    if ("type" in wanted) return [suspending(run, live, wanted, at, newId)];
    return atOnce(live, wanted, { type: "completed" }, at);
  } catch (error) {
    return atOnce(live, [], failed(error), at);
  }
}

function suspending(
  run: Run,
  { id, node }: NodeExecution,
  wanted: Suspension,
  at: number,
  newId: () => string,
): Event {
  const suspension = wanted.type === "event" ? unheard(run, node, wanted) : wanted;
  const waitsFor: WaitsFor = suspension.type;
  const of = waitsFor === "child" || waitsFor === "review" ? newId() : null;
  const waitMs = run.plan.nodes[node]?.waitMs;
  run.waits.set(id, {
    ...{ suspension, count: 0, of, told: 0 },
    ...(waitMs !== undefined && { deadline: at + waitMs }),
  });
  const on = suspension.type === "event" ? suspension.name : of;
  return { type: "suspend", at, id, waitsFor, ...(on !== null && { on }), until: untilOf(suspension) };
}

const REVIEW_DAYS = 7;

function approvalOf(run: Run, { node, input, notBefore }: NodeExecution): Suspension {
  const title = findBlock(run.plan.nodes[node]?.blockId ?? "")?.name ?? node;
  return { type: "review", title, data: input, editable: true, until: notBefore + REVIEW_DAYS * 86_400_000 };
}

/** What happenings, in their order, bring about for the node execution that waited for them. */
export function happen(run: Run, id: NodeExecutionId, happenings: readonly Happened[], at: number): Event[] {
  const wait = run.waits.get(id);
  const live = run.execution.live.get(id);
  const [first] = happenings;
  if (wait === undefined || live === undefined || first === undefined) return [];
  if (run.plan.nodes[live.node]?.waits !== true) return approval(run, live, first, at);
  const opened = openBlock(run, live);
  if (typeof opened === "string") return over(run, live, [], failed(opened), at);
  const yielded: Yielded[] = [];
  let current = wait;
  try {
    for (const happened of happenings) {
      hear(run, live.node, current.suspension, happened);
      const occurrence = { ...happened, count: current.count };
      const { outputs, next } = opened.block.resume(opened.input, occurrence, ioOf(run, at));
      yielded.push(...outputs);
      if (next === "end") return over(run, live, yielded, { type: "completed" }, at);
      current = goneOn(current, next);
    }
  } catch (error) {
    return over(run, live, yielded, failed(error), at);
  }
  run.waits.set(id, current);
  return [reporting(live, yielded, undefined, at)];
}

const goneOn = (wait: Wait, next: Exclude<Resumption["next"], "end">): Wait => ({
  ...wait,
  suspension: next === "same" ? wait.suspension : next,
  count: wait.count + 1,
});

/** A person's word on a sensitive block: it may run with the input that was approved, or it has failed. */
function approval(run: Run, live: NodeExecution, happened: Happened, at: number): Event[] {
  run.waits.delete(live.id);
  if (happened.type === "decision" && happened.approved) {
    const input: JsonObject = isObject(happened.data) ? happened.data : live.input;
    return [{ type: "release", at, id: live.id, input }];
  }
  const reason =
    happened.type === "decision" ? happened.message || "A person rejected it" : "Nobody approved it in time";
  return [reporting(live, [], failed(reason), at)];
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function over(run: Run, live: NodeExecution, outputs: readonly Yielded[], end: End, at: number): Event[] {
  run.waits.delete(live.id);
  return [reporting(live, outputs, end, at)];
}

const atOnce = (live: NodeExecution, outputs: readonly Yielded[], end: End, at: number): Event[] => [
  { type: "claim", at, id: live.id },
  reporting(live, outputs, end, at),
];

/** Yielding on `error` ends a node execution, as everywhere. */
function reporting(
  live: NodeExecution,
  yielded: readonly Yielded[],
  end: End | undefined,
  at: number,
): Event {
  const { id, attempt, reported: from } = live;
  const stop = yielded.findIndex(([name]) => name === "error");
  const outputs: Output[] = (stop < 0 ? yielded : yielded.slice(0, stop)).map(([name, data]) => ({
    name,
    data,
  }));
  const last = stop < 0 ? end : failed(yielded[stop]?.[1]);
  return { type: "report", at, id, attempt, from, outputs, ...(last === undefined ? {} : { end: last }) };
}

function failed(reason: unknown): End {
  const message = reason instanceof Error ? reason.message : String(reason);
  return { type: "failed", message, retryable: false };
}

function openBlock(run: Run, live: NodeExecution): { block: Block; input: JsonObject } | string {
  const blockId = run.plan.nodes[live.node]?.blockId ?? "";
  const block = findBlock(blockId);
  if (block === undefined) return `There is no block ${blockId}`;
  const parsed = block.parse(live.input);
  return parsed.ok ? { block, input: parsed.input } : parsed.message;
}

const ioOf = (run: Run, now: number): WaitIo => ({
  now,
  random: Math.random,
  ...(run.facts.timeZone !== undefined && { timeZone: run.facts.timeZone }),
  asksPeople: run.plan.safeMode.people,
});

export const untilOf = (suspension: Suspension): number | null =>
  suspension.type === "child" ? null : suspension.until;

/** Waits whose moment has come: a timer's tick, or the end of patience for anything else. */
export function ripe(run: Run, at: number): [NodeExecutionId, Happened][] {
  const due: [NodeExecutionId, Happened][] = [];
  for (const [id, { suspension }] of run.waits) {
    const until = untilOf(suspension);
    if (until === null || until > at) continue;
    due.push([id, suspension.type === "timer" ? { type: "tick" } : { type: "expired" }]);
  }
  return due;
}

/** When a wait must be looked at again, ms since the epoch; Infinity when only others can end it. */
export const dueOfWait = ({ suspension, deadline = Number.POSITIVE_INFINITY }: Wait): number =>
  Math.min(untilOf(suspension) ?? Number.POSITIVE_INFINITY, deadline);

/** Fails the node executions that have waited for longer than they may, once what they waited for is settled. */
export function overlong(run: Run, at: number, settled: (id: NodeExecutionId) => Event[]): Event[] {
  return [...run.waits].flatMap(([id, { deadline }]) => {
    const live = run.execution.live.get(id);
    if (deadline === undefined || deadline > at || live === undefined) return [];
    const end = failed(`It took longer than ${run.plan.nodes[live.node]?.waitMs} ms`);
    return [...settled(id), ...over(run, live, [], end, at)];
  });
}
