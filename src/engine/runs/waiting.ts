import type { Waiting, WaitingNodes } from "#domain/executions/engine.ts";
import type { NodeExecution } from "#kernel/execution.ts";
import type { Run } from "./run.ts";
import { dueOfWait } from "./waits.ts";

/** What node executions of a run wait for that are neither done nor under way. `now`: ms since the epoch. */
export function waitingOf(run: Run, now: number): WaitingNodes {
  const waiting: [string, Waiting][] = [];
  for (const live of run.execution.live.values()) {
    const wait = waitOf(run, live, now);
    if (wait !== null) waiting.push([live.id, wait]);
  }
  return Object.fromEntries(waiting);
}

function waitOf(run: Run, { id, state, notBefore }: NodeExecution, now: number): Waiting | null {
  const wait = run.waits.get(id);
  if (wait !== undefined) {
    const { suspension, of } = wait;
    const due = dueOfWait(wait);
    const on = suspension.type === "event" ? suspension.name : of;
    return { for: suspension.type, on, until: Number.isFinite(due) ? due : null };
  }
  if (state !== "QUEUED") return null;
  if (notBefore > now) return { for: "retry", on: null, until: notBefore };
  return { for: "worker", on: null, until: null };
}
