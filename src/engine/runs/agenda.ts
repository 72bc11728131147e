// When a run must be looked at again, and what must happen then: decisions only, no I/O.

import { bid } from "#kernel/budget.ts";
import type { Event, NodeExecution, NodeExecutionId, Used } from "#kernel/execution.ts";
import { isFinal } from "#kernel/log.ts";
import { type EngineSettings, MAX_WAKES, WIDTH } from "../settings.ts";
import type { Run } from "./run.ts";
import { awaitsApproval, dueOfWait } from "./waits.ts";

/** Node executions with effects that a worker could take now, oldest first, at most `most`. */
export function claimable(run: Run, now: number, most: number): NodeExecutionId[] {
  const ids: NodeExecutionId[] = [];
  if (most <= 0) return ids;
  let { used } = run.execution;
  for (const live of run.execution.live.values()) {
    const { state, notBefore } = live;
    if (state !== "QUEUED" || notBefore > now || isOurs(run, live)) continue;
    const cost = bidOf(run, live, used);
    if (cost === "later") continue;
    if (cost !== "never") used = { ...used, reserved: used.reserved + cost };
    ids.push(live.id);
    if (ids.length === most) break;
  }
  return ids;
}

function bidOf({ plan }: Run, { node, reserved }: NodeExecution, used: Used): ReturnType<typeof bid> {
  const planned = plan.nodes[node];
  return planned === undefined || reserved > 0 ? 0 : bid(plan, used, planned);
}

/** Node executions that the object sees to itself: pure or kept ones, waits, and what a person must approve first. */
function isOurs(run: Run, live: NodeExecution): boolean {
  const node = run.plan.nodes[live.node];
  const isHere = node?.pure === true || node?.waits === true || run.kept.has(live.id);
  return isHere || awaitsApproval(run, live);
}

/** Numbers of the queue messages that should be sent now, which this puts on record as sent. */
export function callWorkers(run: Run, now: number): number[] {
  if (isFinal(run.execution.status) || now < run.wakes.heldUntil) return [];
  const waiting = claimable(run, now, WIDTH * MAX_WAKES).length;
  const missing = Math.ceil(waiting / WIDTH) - run.wakes.outstanding.length;
  const ids: number[] = [];
  for (let i = 0; i < missing; i += 1) {
    run.wakes.last += 1;
    run.wakes.outstanding.push({ id: run.wakes.last, sentAt: now });
    ids.push(run.wakes.last);
  }
  return ids;
}

/** The next moment at which something is due for this run; Infinity when nothing ever is. */
export function dueAt(run: Run, now: number, settings: EngineSettings): number {
  const { status } = run.execution;
  if (isFinal(status)) return Number.POSITIVE_INFINITY;
  if (status === "QUEUED") return dueInLine(run, now);
  return dueOf(run, now, settings);
}

const dueInLine = ({ queued }: Run, now: number): number =>
  queued?.asideUntil ?? (queued?.isNext === true ? now : now + IN_LINE_MS);

function dueOf(run: Run, now: number, settings: EngineSettings): number {
  const { execution, plan } = run;
  let due = execution.startedAt + plan.limits.wallMs;
  for (const until of run.leases.values()) due = Math.min(due, until);
  for (const { sentAt } of run.wakes.outstanding) due = Math.min(due, sentAt + patience(run, settings));
  if (now < run.wakes.heldUntil) due = Math.min(due, run.wakes.heldUntil);
  for (const wait of run.waits.values()) due = Math.min(due, dueOfWait(wait));
  for (const live of execution.live.values()) {
    if (live.state !== "QUEUED") continue;
    const isDue = isOurs(run, live) && bidOf(run, live, execution.used) !== "later";
    if (live.notBefore > now || isDue) due = Math.min(due, live.notBefore);
  }
  return due;
}

/**
 * What time has brought about: leases that ran out, the deadline of the run, messages that never came. Those are lost
 * for good only when no worker of this user was heard of either; else the queue is busy, and the run waits its turn.
 */
export function overdue(run: Run, now: number, heardAt: number, settings: EngineSettings): Event[] {
  const { execution, plan } = run;
  if (isFinal(execution.status) || execution.status === "QUEUED") return [];
  if (now >= execution.startedAt + plan.limits.wallMs) {
    const message = `The run has used its ${plan.limits.wallMs} ms`;
    return [{ type: "abort", at: now, error: { code: "BUDGET_EXCEEDED", message } }];
  }
  const events: Event[] = [];
  for (const [id, until] of run.leases) {
    const attempt = execution.live.get(id)?.attempt;
    if (until <= now && attempt !== undefined) events.push({ type: "lost", at: now, id, attempt });
  }
  const isQuiet = now > heardAt + SILENT_LEASES * settings.leaseMs;
  if (missWakes(run, now, settings) >= settings.wakeTries && isQuiet) {
    const message = `No worker came for ${settings.wakeTries} queue messages`;
    events.push({ type: "abort", at: now, error: { code: "STALLED", message } });
  }
  return events;
}

/** Whoever frees a place gives it away at once; this is for what nobody thought of. */
const IN_LINE_MS = 600_000;

/** Writes off the messages that are overdue; answers how many were lost in a row while work was waiting. */
function missWakes(run: Run, now: number, settings: EngineSettings): number {
  const { wakes } = run;
  const due = now - patience(run, settings);
  const kept = wakes.outstanding.filter(({ sentAt }) => sentAt > due);
  if (kept.length === wakes.outstanding.length) return wakes.lost;
  wakes.outstanding = kept;
  wakes.lost = claimable(run, now, 1).length > 0 ? wakes.lost + 1 : 0;
  return wakes.lost;
}

/** A worker that lives is heard of three times a lease. */
const SILENT_LEASES = 3;

const LONGEST_PATIENCE_MS = 120_000;
const LONGEST_TURN_MS = 3_600_000;

/** Longer with every message that is lost; behind a busy queue, where more messages would not help, much longer. */
function patience({ wakes: { lost } }: Run, { wakeTimeoutMs, wakeTries }: EngineSettings): number {
  const longest = Math.max(wakeTimeoutMs, LONGEST_PATIENCE_MS);
  const usual = Math.min(wakeTimeoutMs * 2 ** Math.min(lost, wakeTries), longest);
  return Math.min(usual * 2 ** Math.max(0, lost - wakeTries), Math.max(usual, LONGEST_TURN_MS));
}
