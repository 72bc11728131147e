// What a commit of one run means for others: questions to people, children to start or stop, parents to tell.

import type { Happened } from "#blocks/suspension.ts";
import type { Review } from "#domain/reviews/review.ts";
import type { Event, NodeExecutionId } from "#kernel/execution.ts";
import type { LogEntry } from "#kernel/log.ts";
import { beyond, NOTHING_SPENT, plus, type Spent } from "#kernel/spent.ts";
import type { Run, Wait } from "../runs/run.ts";
import type { Saved } from "../runs/run-rows.ts";
import { dueOfWait } from "../runs/waits.ts";
import type { Errand } from "../storage/errand-table.ts";
import type { Reviews } from "../storage/review-table.ts";
import type { Ear, Signals } from "../storage/signal-table.ts";

export type Waits = ReadonlyMap<NodeExecutionId, Wait>;

/** Puts the questions and ears of a commit on record, and closes those that it left behind. Call in its transaction. */
export function keepWaits(tables: WaitTables, run: Run, before: Waits, at: number): void {
  for (const [id, wait] of run.waits) if (!before.has(id)) openWait(tables, run, id, wait, at);
  for (const [id, wait] of before) if (!run.waits.has(id)) closeWait(tables, run, id, wait, at);
}

function openWait(
  { reviews, signals }: WaitTables,
  run: Run,
  id: NodeExecutionId,
  wait: Wait,
  at: number,
): void {
  const { suspension } = wait;
  if (suspension.type === "review") reviews.put(reviewOf(run, id, wait, at));
  if (suspension.type === "event") signals.listen(suspension.name, earOf(run, id));
}

function closeWait(
  { reviews, signals }: WaitTables,
  run: Run,
  id: NodeExecutionId,
  wait: Wait,
  at: number,
): void {
  const { suspension, of } = wait;
  if (suspension.type === "review" && of !== null) close(reviews, of, at);
  if (suspension.type === "event") signals.deafen(earOf(run, id));
}

export interface WaitTables {
  reviews: Reviews;
  signals: Signals;
}

const earOf = ({ id: executionId }: Run, nodeExecutionId: NodeExecutionId): Ear => ({
  executionId,
  nodeExecutionId,
});

/** Events that came before their waits began, and still count. */
export function heardBefore(signals: Signals, run: Run, before: Waits): [NodeExecutionId, Happened][] {
  const heard: [NodeExecutionId, Happened][] = [];
  for (const [id, { suspension }] of run.waits) {
    const happened = before.has(id) ? null : heardOf(signals, suspension);
    if (happened !== null) heard.push([id, happened]);
  }
  return heard;
}

/** Events that came for waits which are over by now, and of which those were not told yet. */
export const heardInTime = (signals: Signals, { waits }: Run, at: number): [NodeExecutionId, Happened][] =>
  [...waits].flatMap(([id, wait]): [NodeExecutionId, Happened][] => {
    const happened = dueOfWait(wait) <= at ? heardOf(signals, wait.suspension) : null;
    return happened === null ? [] : [[id, happened]];
  });

/** The first event that counts for a wait, if it came. */
export function heardOf(signals: Signals, suspension: Wait["suspension"]): Happened | null {
  if (suspension.type !== "event") return null;
  const signal = signals.since(suspension.name, suspension.since);
  return signal === null ? null : { type: "event", ...signal };
}

/** What a commit asks of other runs. */
export function errandsOf(run: Run, before: Saved, log: readonly LogEntry[]): Errand[] {
  const { parent } = run.facts;
  const left = [...orphans(run, before.waits), ...before.spawned.keys()].filter((id) => !run.spawned.has(id));
  const errands: Errand[] = left.map((id) => ({ type: "stop", run: id, of: "" }));
  for (const [of, { suspension }] of run.waits) {
    if (suspension.type === "child" && !before.waits.has(of))
      errands.push({ type: "start", run: run.id, of });
  }
  if (parent !== undefined && (news(log).length > 0 || log.some(({ type }) => type === "node.charged")))
    errands.push({ type: "tell", run: parent.executionId, of: parent.nodeExecution });
  return errands;
}

function close(reviews: Reviews, id: string, at: number): void {
  const review = reviews.get(id);
  if (review?.status !== "WAITING") return;
  const expired = review.expiresAt !== null && review.expiresAt <= at;
  reviews.put({ ...review, status: expired ? "EXPIRED" : "CANCELLED", decidedAt: at });
}

function reviewOf(run: Run, id: NodeExecutionId, wait: Wait, at: number): Review {
  const { suspension, of } = wait;
  const live = run.execution.live.get(id);
  if (suspension.type !== "review" || of === null || live === undefined) {
    throw new Error(`Node execution ${id} asks nobody`);
  }
  return {
    id: of,
    executionId: run.id,
    nodeExecutionId: id,
    nodeId: live.node,
    blockId: run.plan.nodes[live.node]?.blockId ?? "",
    graphId: run.plan.graphId,
    graphVersion: run.plan.version,
    title: suspension.title,
    data: suspension.data,
    editable: suspension.editable,
    status: "WAITING",
    message: null,
    createdAt: at,
    expiresAt: dueOfWait(wait),
    decidedAt: null,
  };
}

export const graphRef = (graphId: string, version: number): string => `${graphId}@${version}`;

/** Children whose parent does not wait for them any more. */
function orphans(run: Run, before: Waits): string[] {
  const ids: string[] = [];
  for (const [of, { suspension, of: id }] of before) {
    if (suspension.type === "child" && id !== null && !run.waits.has(of)) ids.push(id);
  }
  return ids;
}

export type Find = (executionId: string) => Run | null;

interface Child {
  id: string;
  /** The node execution that it is for. */
  of: NodeExecutionId;
}

/** Child runs of the node executions that are not over: of all, or of one. */
export function childrenOf({ waits, spawned }: Run, only?: NodeExecutionId): Child[] {
  const children: Child[] = [];
  for (const [id, of] of spawned) if (only === undefined || only === of) children.push({ id, of });
  for (const of of only === undefined ? waits.keys() : [only]) {
    const wait = waits.get(of);
    if (wait?.suspension.type === "child" && wait.of !== null) children.push({ id: wait.of, of });
  }
  return children;
}

/** Charges node executions with what their children did and were charged so far: all of them, or one. */
export function settling(run: Run, find: Find, at: number, only?: NodeExecutionId): Event[] {
  return [...spentBelow(run, find, only)].map(([id, spent]) => ({ type: "charge", at, id, spent }));
}

/** What children did and were charged, by the node execution that they are for. */
function spentBelow(run: Run, find: Find, only?: NodeExecutionId): Map<NodeExecutionId, Spent> {
  const spent = new Map<NodeExecutionId, Spent>();
  for (const { id, of } of childrenOf(run, only)) {
    const child = find(id);
    if (child !== null) spent.set(of, plus(spent.get(of) ?? NOTHING_SPENT, spentBy(child, find)));
  }
  return spent;
}

/** All that a run was charged and did, with what its own children have not told it yet. */
export function spentBy(run: Run, find: Find): Spent {
  const { began, completed, failed, spent } = run.execution.used;
  let total = plus(spent, { ...NOTHING_SPENT, nodes: began, completed, failed });
  for (const [id, all] of spentBelow(run, find)) {
    const told = run.execution.live.get(id)?.children ?? NOTHING_SPENT;
    total = plus(total, beyond(told, all) ?? NOTHING_SPENT);
  }
  return total;
}

/** What a child's commit means to the node execution that waits for it. */
export function news(log: readonly LogEntry[]): Happened[] {
  const happened: Happened[] = [];
  for (const entry of log) {
    if (entry.type === "execution.output") {
      happened.push({ type: "child-output", name: entry.output_name, value: entry.output_data });
    } else if (entry.type === "execution.completed") {
      happened.push({ type: "child-end", status: entry.status, message: null });
    } else if (entry.type === "execution.failed") {
      happened.push({ type: "child-end", status: entry.status, message: entry.error.message });
    }
  }
  return happened;
}
