// What must be true of every run, checked moment by moment.

import { deepStrictEqual, equal, ok } from "node:assert/strict";
import { type NodeExecution, type NodeState, queued } from "#kernel/execution.ts";
import { emptyHistory, type NodeRecord } from "#kernel/history.ts";
import { isFinal, type LogEntry } from "#kernel/log.ts";
import { sizeOf } from "#kernel/size.ts";
import type { JsonObject } from "#lib/json.ts";
import { planOf, type Setup } from "./arbitrary.ts";
import type { Kernel } from "./kernel.ts";
import { perform, type Script } from "./script.ts";
import type { Moment, Trace } from "./simulate.ts";

const isPending = ({ state }: NodeExecution): boolean => state !== "INCOMPLETE" && state !== "ENDED";

export function checkHistory({ plan, moments, log, final }: Trace, { read }: Kernel): void {
  const history = emptyHistory();
  for (const { step } of moments) {
    read(history, step.log);
    deepStrictEqual([history.status, history.seq], [step.next.status, step.next.seq]);
    for (const run of step.next.live.values()) {
      const record = history.nodes.get(run.id);
      const isUnseen =
        run.state === "INCOMPLETE" || (run.state === "QUEUED" && plan.nodes[run.node]?.pure === true);
      if (record === undefined) ok(isUnseen, `${run.id} is ${run.state} and not in the log`);
      else checkRecord(record, run);
    }
    const isKnown = (id: string) =>
      step.next.live.has(id) || isFinal(history.nodes.get(id)?.status ?? "QUEUED");
    if (!isFinal(history.status)) ok([...history.nodes.keys()].every(isKnown));
  }
  const whole = read(emptyHistory(), log);
  const pieces = emptyHistory();
  for (let from = 0; from < log.length; from += 2) read(pieces, log.slice(Math.max(0, from - 3), from + 2));
  deepStrictEqual(whole, history);
  deepStrictEqual(pieces, history);
  const ended = [...history.nodes.values()].every(({ status }) => isFinal(status) || status === "INCOMPLETE");
  equal(ended, isFinal(final.status));
}

function checkRecord(record: NodeRecord, run: NodeExecution): void {
  const { status } = record;
  const shown = run.state === "WAITING" ? "RUNNING" : run.state;
  const state = status === "COMPLETED" || status === "FAILED" ? "ENDED" : status;
  deepStrictEqual([record.nodeId, record.ordinal, state], [run.node, run.ordinal, shown]);
  equal(Object.values(record.output).flat().length, run.reported);
  notEmpty(record.blockId);
  if (run.state === "RUNNING") deepStrictEqual([record.attempt, record.input], [run.attempt, run.input]);
}

const notEmpty = (text: string): void => ok(text !== "");

export function checkCounters({ plan, moments }: Trace): void {
  const { totalSize } = plan.limits;
  let size = 0;
  const log: LogEntry[] = [];
  for (const { before, step } of moments) {
    const { status, used, nodes, live } = step.next;
    const values = step.log
      .filter(isValue)
      .map(({ output_data }) => sizeOf(output_data, plan.limits.valueSize));
    const ready = [...live.values()].filter((run) => isNewlyReady(run, before.live.get(run.id)));
    size += sum(values) + sum(ready.map(({ input }) => sizeOf(input, totalSize)));
    const waiting = [...live.values()].filter(({ state }) => state === "INCOMPLETE");
    const waits = waiting
      .flatMap(({ input }) => Object.values(input))
      .map((value) => sizeOf(value, totalSize));
    if (!isFinal(status)) equal(used.size, size + sum(waits));
    equal(used.pending, [...live.values()].filter(isPending).length);
    log.push(...step.log);
    deepStrictEqual([used.completed, used.failed], [count(log, "node.completed"), count(log, "node.failed")]);
    equal(used.reviews, [...live.values()].filter(({ state }) => state === "REVIEW").length);
    if (isFinal(status)) continue;
    equal(used.nodeExecutions, sum([...nodes.values()].map(({ count }) => count)));
    equal(used.began, sum([...nodes.values()].map(({ ready }) => ready)));
    for (const [id, state] of nodes) {
      checkNode(
        state,
        [...live.values()].filter(({ node }) => node === id),
      );
    }
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

const isNewlyReady = (run: NodeExecution, was: NodeExecution | undefined): boolean =>
  run.state !== "INCOMPLETE" && (was === undefined || was.state === "INCOMPLETE");

const count = (log: readonly LogEntry[], type: LogEntry["type"]): number =>
  log.filter((entry) => entry.type === type).length;

/** Those that are alive are the last ones, the waiting ones after those that began, and the eldest holds nothing back. */
function checkNode({ count, ready, drained, filled }: NodeState, mine: readonly NodeExecution[]): void {
  ok(drained <= ready && ready <= count);
  ok(Object.values(filled).every((ordinal) => ordinal <= count));
  const ordinals = Array.from({ length: count - drained }, (_, index) => drained + 1 + index);
  deepStrictEqual(
    mine.map(({ ordinal }) => ordinal),
    ordinals,
  );
  ok(mine.every(({ state, ordinal }) => (state === "INCOMPLETE") === ordinal > ready));
  ok(mine[0]?.state !== "ENDED" && (mine[0]?.held ?? []).length === 0);
}

type ValueEntry = Extract<LogEntry, { type: "node.output" }>;

/** An output of a block; messages of failures are not counted. No script yields on `error`. */
const isValue = (entry: LogEntry): entry is ValueEntry =>
  entry.type === "node.output" && entry.output_name !== "error";

export function checkBudgets({ plan, moments, final, log }: Trace): void {
  const { nodeExecutions, elsewhere = 0, valueSize, totalSize } = plan.limits;
  const sizes = log.filter(isValue).map(({ output_data }) => sizeOf(output_data, valueSize));
  ok(sizes.every((size) => size <= valueSize));
  ok(sum(sizes) <= totalSize && final.used.size <= totalSize);
  const begun = moments.map(({ before }) => sum([...before.nodes.values()].map(({ count }) => count)));
  ok(begun.every((count) => count <= nodeExecutions));
  for (const { step } of moments) checkMoney(plan.limits.cost, step.next);
  if (final.status === "COMPLETED") return;
  const end = log.at(-1);
  if (end?.type !== "execution.failed") throw new Error("A run ended without saying why");
  equal(end.error.code, "BUDGET_EXCEEDED");
  if (end.error.message.includes("node executions")) {
    equal(final.used.nodeExecutions, Math.max(0, nodeExecutions - elsewhere));
    const isShared = plan.limits.elsewhere !== undefined;
    deepStrictEqual(end.error.shared, isShared ? { node_executions: nodeExecutions, elsewhere } : undefined);
  }
  ok(Object.hasOwn(plan.nodes, end.error.node_id ?? ""));
}

/** What is spent and what is set aside for those under way is never more than the run may cost. */
function checkMoney(limit: number | undefined, { used, live }: Moment["step"]["next"]): void {
  equal(used.reserved, sum([...live.values()].map(({ reserved }) => reserved)));
  if (limit === undefined) equal(used.reserved, 0);
  else ok(used.spent.cost + used.reserved <= limit);
}

/** A node execution has failed if its script does in the end, and says why. */
export function checkFailures({ plan, log, final }: Trace, { read }: Kernel, { scripts }: Setup): void {
  equal(final.status, "COMPLETED");
  for (const { nodeId, status, input, output, error } of read(emptyHistory(), log).nodes.values()) {
    const script = scripts[nodeId];
    if (script === undefined || status === "INCOMPLETE") continue;
    const expected = failureOf(nodeId, script, input, plan.nodes[nodeId]?.retry.maxAttempts ?? 1);
    deepStrictEqual(
      [status, error, output["error"]],
      expected === null ? ["COMPLETED", null, undefined] : ["FAILED", expected, [expected]],
    );
  }
}

function failureOf(node: string, script: Script, input: JsonObject, maxAttempts: number): string | null {
  const { end } = perform(node, script, input, 0);
  const tries = script.retryable ? maxAttempts : 1;
  return end.type === "failed" && tries <= script.failures ? end.message : null;
}

/** What begins at the start: what no link feeds, and INPUT nodes with what the run is given. */
export function checkStart({ compile, step }: Kernel, setup: Setup): void {
  const { graph, facts, inputs } = setup;
  const begun = [
    ...step(planOf(setup, compile), queued, { type: "start", at: 1, inputs }).next.live.values(),
  ];
  const kinds = new Map(graph.nodes.map(({ id, blockId }) => [id, facts[blockId]?.kind]));
  const fed = new Set(
    graph.links.filter(({ sourceId }) => kinds.get(sourceId) !== "NOTE").map(({ sinkId }) => sinkId),
  );
  const expected = graph.nodes.filter(
    ({ id }) => kinds.get(id) === "INPUT" || (kinds.get(id) !== "NOTE" && !fed.has(id)),
  );
  deepStrictEqual(
    begun.map(({ node, input }) => [node, input["value"]]),
    expected.map(({ id, inputDefault: { name, value } }) => [id, inputs[String(name)] ?? value]),
  );
}

/** What waits is not a worker's: nothing but its own report and a person's word moves it. */
export function checkWaits({ moments }: Trace): void {
  for (const moment of moments) {
    const { before, step } = moment;
    const { status, used } = step.next;
    equal(status === "REVIEW", used.pending > 0 && used.pending === used.reviews);
    const turns = step.log.filter(({ type }) => type === "execution.review" || type === "execution.resumed");
    const isTurn = !isFinal(status) && (status === "REVIEW") !== (before.status === "REVIEW");
    equal(turns.length, isTurn ? 1 : 0);
    checkWait(moment);
  }
}

function checkWait({ before, event, step }: Moment): void {
  if (!("id" in event)) return;
  const was = before.live.get(event.id);
  const is = step.next.live.get(event.id);
  if (event.type === "suspend") {
    const isAsked = was?.state === "QUEUED" && !(was.approved && event.waitsFor === "review");
    equal(step.next !== before, isAsked);
  }
  if (event.type === "release") {
    equal(step.next !== before, was?.state === "REVIEW");
    if (is !== was) deepStrictEqual([is?.state, is?.approved, is?.input], ["QUEUED", true, event.input]);
  }
  const isWaiting = was?.state === "WAITING" || was?.state === "REVIEW";
  const isHeard = event.type === "report" || event.type === "release" || event.type === "charge";
  if (isWaiting && !isHeard) equal(is, was);
}

export function checkHandOuts({ moments }: Trace): void {
  for (const { before, step } of moments) {
    const { next, effects } = step;
    if (isFinal(next.status)) {
      ok(effects.length <= 1 && effects.every((effect) => effect.type === "finish"));
      continue;
    }
    const queued = [...next.live.values()].filter(({ id, state, attempt }) => {
      const was = before.live.get(id);
      return state === "QUEUED" && (was?.state !== "QUEUED" || was.attempt !== attempt);
    });
    const expected = queued.map(({ id, node, notBefore }) => ({ type: "run", id, node, notBefore }));
    deepStrictEqual(new Set(effects), new Set(expected));
    equal(effects.length, expected.length);
  }
}
