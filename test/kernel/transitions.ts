// What every event does to a node execution, and to a run, in every state. The types keep the tables total.

import type { Event, LiveState } from "#kernel/execution.ts";
import type { FinalStatus } from "#kernel/log.ts";

/** `same`: the same reference, no entry. `gone`: over and drained. `end`: the whole run is over. */
export type Expected = LiveState | "same" | "gone" | "end";

export const transitions: Record<LiveState, Record<Event["type"], Expected>> = {
  INCOMPLETE: { start: "same", claim: "same", report: "same", lost: "same", stop: "end", abort: "end" },
  QUEUED: { start: "same", claim: "RUNNING", report: "same", lost: "same", stop: "end", abort: "end" },
  RUNNING: { start: "same", claim: "same", report: "gone", lost: "QUEUED", stop: "end", abort: "end" },
  ENDED: { start: "same", claim: "same", report: "same", lost: "same", stop: "end", abort: "end" },
};

/** Where an event's details decide. The plain `report` above is of the attempt of now and completes it. */
export type Variant =
  | "claim before its time"
  | "report without end"
  | "report that leaves outputs out"
  | "report that it failed for good"
  | "report that it failed and may be retried"
  | "report of an attempt that was lost"
  | "report of an attempt to come"
  | "loss of an attempt that is over";

/** `refused`: nothing but an entry that says so. */
export const variants: Record<Variant, Record<LiveState, Expected | "refused">> = {
  "claim before its time": { INCOMPLETE: "same", QUEUED: "same", RUNNING: "same", ENDED: "same" },
  "report without end": { INCOMPLETE: "same", QUEUED: "same", RUNNING: "RUNNING", ENDED: "same" },
  "report that leaves outputs out": { INCOMPLETE: "same", QUEUED: "same", RUNNING: "same", ENDED: "same" },
  "report that it failed for good": { INCOMPLETE: "same", QUEUED: "same", RUNNING: "gone", ENDED: "same" },
  "report that it failed and may be retried": {
    INCOMPLETE: "same",
    QUEUED: "same",
    RUNNING: "QUEUED",
    ENDED: "same",
  },
  "report of an attempt that was lost": {
    INCOMPLETE: "same",
    QUEUED: "refused",
    RUNNING: "refused",
    ENDED: "same",
  },
  "report of an attempt to come": { INCOMPLETE: "same", QUEUED: "same", RUNNING: "same", ENDED: "same" },
  "loss of an attempt that is over": { INCOMPLETE: "same", QUEUED: "same", RUNNING: "same", ENDED: "same" },
};

type RunStatus = "QUEUED" | "RUNNING" | FinalStatus;

/** The run's status after an event; what concerns a node execution that there is not changes nothing. */
export const runTransitions: Record<RunStatus, Record<Event["type"], RunStatus>> = {
  QUEUED: {
    start: "RUNNING",
    claim: "QUEUED",
    report: "QUEUED",
    lost: "QUEUED",
    stop: "TERMINATED",
    abort: "FAILED",
  },
  RUNNING: {
    start: "RUNNING",
    claim: "RUNNING",
    report: "COMPLETED",
    lost: "RUNNING",
    stop: "TERMINATED",
    abort: "FAILED",
  },
  COMPLETED: final("COMPLETED"),
  FAILED: final("FAILED"),
  TERMINATED: final("TERMINATED"),
};

function final(status: FinalStatus): Record<Event["type"], RunStatus> {
  return { start: status, claim: status, report: status, lost: status, stop: status, abort: status };
}
