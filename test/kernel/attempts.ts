// What must be true of the tries of a node execution: who is heard, and when there is another try.

import { deepStrictEqual, equal, ok } from "node:assert/strict";
import type { Event, NodeExecution } from "#kernel/execution.ts";
import { emptyHistory, type NodeRecord } from "#kernel/history.ts";
import { isFinal, type LogEntry } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import type { Setup } from "./arbitrary.ts";
import type { Kernel } from "./kernel.ts";
import { perform } from "./script.ts";
import type { Moment, Trace } from "./simulate.ts";

export function checkFences({ moments, log }: Trace, { read }: Kernel, setup: Setup): void {
  const known: Known = { settled: new Map(), past: new Map() };
  for (const moment of moments) {
    for (const run of moment.step.next.live.values()) checkFence(run, moment);
    checkHearing(moment, known);
    if (!isFinal(moment.step.next.status)) remember(moment, known);
  }
  for (const record of read(emptyHistory(), log).nodes.values()) checkOutputs(record, setup);
}

/** The fence is raised by one with every try that is over, and by nothing else. */
function checkFence(run: NodeExecution, { before, step }: Moment): void {
  const was = before.live.get(run.id);
  const retries = step.log.filter((entry) => entry.type === "node.retried" && idOf(entry) === run.id);
  equal(run.attempt, was === undefined ? 1 : was.attempt + retries.length);
  ok(retries.length <= 1);
}

interface Known {
  /** The youngest attempt that has ended by its own report, or whose late report is on record. */
  settled: Map<string, number>;
  /** By node: what is drained and took more than one attempt, in order. */
  past: Map<string, NodeExecution[]>;
}

const MOST_PAST = 16;

function remember({ before, step }: Moment, { past }: Known): void {
  const drained = [...before.live.values()].filter(
    ({ id, attempt }) => attempt > 1 && !step.next.live.has(id),
  );
  for (const run of drained.sort((a, b) => a.ordinal - b.ordinal))
    past.set(run.node, [...(past.get(run.node) ?? []), run].slice(-MOST_PAST));
}

function checkHearing({ before, event, step }: Moment, { settled, past }: Known): void {
  if (event.type !== "report" && event.type !== "lost") return;
  const { id, attempt } = event;
  const run = before.live.get(id) ?? [...past.values()].flat().find((one) => one.id === id);
  const types = step.log.map(({ type }) => type);
  if (isHeard(event, before.live.get(id))) {
    if (event.type === "report" && types.includes("node.retried")) settled.set(id, attempt);
    return;
  }
  const isNews = event.type === "report" && isLate(attempt, run) && attempt > (settled.get(id) ?? 0);
  deepStrictEqual(types, isNews ? ["node.refused"] : []);
  if (isNews) settled.set(id, attempt);
}

const isLate = (attempt: number, run: NodeExecution | undefined): boolean =>
  run !== undefined && run.state !== "INCOMPLETE" && attempt < run.attempt;

/** Of what waits a report is heard too, but it cannot be lost. */
function isHeard(event: Extract<Event, { attempt: number }>, run: NodeExecution | undefined): boolean {
  if (run?.attempt !== event.attempt) return false;
  const isWaiting = run.state === "WAITING" || run.state === "REVIEW";
  return run.state === "RUNNING" || (event.type === "report" && isWaiting);
}

/** However often its tries were cut off or doubled, an ended node execution said what its script says, once. */
function checkOutputs({ nodeId, status, input, output, error }: NodeRecord, { scripts }: Setup): void {
  const script = scripts[nodeId];
  if (script === undefined || (status !== "COMPLETED" && status !== "FAILED")) return;
  const { outputs } = perform(nodeId, script, input, status === "FAILED" ? 0 : script.failures);
  const all = status === "FAILED" ? [...outputs, { name: "error", data: error }] : outputs;
  const byName = [...Map.groupBy(all, ({ name }) => name)];
  const expected = Object.fromEntries(byName.map(([name, group]) => [name, group.map(({ data }) => data)]));
  deepStrictEqual(output, expected);
}

const idOf = (entry: LogEntry): string => ("ordinal" in entry ? `${entry.node_id}#${entry.ordinal}` : "");

export function checkRetries({ plan, moments, log }: Trace, { read }: Kernel, { scripts }: Setup): void {
  for (const moment of moments) for (const entry of moment.step.log) checkTry(plan, moment, entry);
  for (const [id, record] of read(emptyHistory(), log).nodes) {
    const script = scripts[record.nodeId];
    if (script === undefined || !isFinal(record.status) || record.status === "TERMINATED") continue;
    const retries = log.filter((entry) => entry.type === "node.retried" && idOf(entry) === id);
    checkTries(plan, record, script, retries);
  }
}

/** A try begins not before its time. A lost one is taken up at once, a failed one after the policy's wait. */
function checkTry(plan: Plan, { event, before }: Moment, entry: LogEntry): void {
  if (entry.type !== "node.started" && entry.type !== "node.retried") return;
  const run = before.live.get(idOf(entry));
  if (run === undefined) throw new Error("A node execution that never was is tried");
  equal(entry.attempt, run.attempt);
  if (entry.type === "node.started") {
    ok(event.at >= run.notBefore);
    return;
  }
  ok(event.type === "lost" || run.failures + 1 < (plan.nodes[run.node]?.retry.maxAttempts ?? 0));
  // The policy of every plan here: 10 ms, three times as long each time, at most 50 ms.
  const wait = [10, 30, 50][run.failures] ?? 50;
  equal(entry.not_before - event.at, event.type === "lost" ? 0 : wait);
}

const LOST = "Its worker was lost";

function checkTries(
  plan: Plan,
  { nodeId, status, error, attempt }: NodeRecord,
  { failures, retryable, waits }: Setup["scripts"][string],
  retries: readonly LogEntry[],
): void {
  const { maxAttempts = 0 } = plan.nodes[nodeId]?.retry ?? {};
  const { losses: mostLosses } = plan.limits;
  const losses = retries.filter((entry) => entry.type === "node.retried" && entry.error === LOST).length;
  const failed = retries.length - losses;
  if (waits === undefined) equal(attempt, 1 + retries.length);
  ok(losses <= mostLosses);
  ok(failed < maxAttempts && failed <= failures);
  if (status === "COMPLETED" || error === `${LOST} ${mostLosses + 1} times`) return;
  equal(failed, retryable ? maxAttempts - 1 : 0);
}
