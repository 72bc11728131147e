// What a commit of one run means for others: questions to people, children to start or stop, parents to tell.

import type { Happened } from "#blocks/suspension.ts";
import type { Review } from "#domain/reviews/review.ts";
import type { NodeExecutionId } from "#kernel/execution.ts";
import type { LogEntry } from "#kernel/log.ts";
import type { Reviews } from "./review-table.ts";
import type { Run, Wait } from "./run.ts";
import type { Ear, Signals } from "./signal-table.ts";

/** Child executions nest this deep. */
export const MAX_DEPTH = 5;

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
export function heardBefore(signals: Signals, run: Run): [NodeExecutionId, Happened][] {
  const heard: [NodeExecutionId, Happened][] = [];
  for (const [id, { suspension }] of run.waits) {
    if (suspension.type !== "event") continue;
    const signal = signals.since(suspension.name, suspension.since);
    if (signal !== null) heard.push([id, { type: "event", payload: signal.payload }]);
  }
  return heard;
}

function close(reviews: Reviews, id: string, at: number): void {
  const review = reviews.get(id);
  if (review?.status !== "WAITING") return;
  const expired = review.expiresAt !== null && review.expiresAt <= at;
  reviews.put({ ...review, status: expired ? "EXPIRED" : "CANCELLED", decidedAt: at });
}

function reviewOf(run: Run, id: NodeExecutionId, { suspension, of }: Wait, at: number): Review {
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
    expiresAt: suspension.until,
    decidedAt: null,
  };
}

export interface Child {
  /** Node execution of the parent that waits for it. */
  of: NodeExecutionId;
  id: string;
  graph: string;
  inputs: Extract<Wait["suspension"], { type: "child" }>["inputs"];
}

export const graphRef = (graphId: string, version: number): string => `${graphId}@${version}`;

/** Children that a commit wants started. */
export function children(run: Run, before: Waits): Child[] {
  const wanted: Child[] = [];
  for (const [of, { suspension, of: id }] of run.waits) {
    if (suspension.type !== "child" || id === null || before.has(of)) continue;
    const graph = graphRef(suspension.graphId, suspension.graphVersion);
    wanted.push({ of, id, graph, inputs: suspension.inputs });
  }
  return wanted;
}

/** Children whose parent does not wait for them any more. */
export function orphans(run: Run, before: Waits): string[] {
  const ids: string[] = [];
  for (const [of, { suspension, of: id }] of before) {
    if (suspension.type === "child" && id !== null && !run.waits.has(of)) ids.push(id);
  }
  return ids;
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
