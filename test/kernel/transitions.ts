// What every event does to a node execution, and to a run, in every state. The types keep the tables total.

import type { Event, LiveState } from "#kernel/execution.ts";
import type { FinalStatus } from "#kernel/log.ts";

type EventType = Event["type"];

/** `same`: the same reference, no entry. `gone`: over and drained. `end`: the whole run is over. */
export type Expected = LiveState | "same" | "gone" | "end";

const NOTHING = {
  start: "same",
  claim: "same",
  report: "same",
  charge: "same",
  lost: "same",
  suspend: "same",
  release: "same",
  stop: "end",
  abort: "end",
} as const satisfies Record<EventType, Expected>;

export const transitions: Record<LiveState, Record<EventType, Expected>> = {
  INCOMPLETE: NOTHING,
  QUEUED: { ...NOTHING, claim: "RUNNING", charge: "QUEUED", suspend: "WAITING" },
  RUNNING: { ...NOTHING, report: "gone", charge: "RUNNING", lost: "QUEUED" },
  WAITING: { ...NOTHING, report: "gone", charge: "WAITING" },
  REVIEW: { ...NOTHING, report: "gone", charge: "REVIEW", release: "QUEUED" },
  ENDED: NOTHING,
};

/** Where an event's details decide. The plain `report` above is of the attempt of now and completes it. */
export type Variant =
  | "claim before its time"
  | "suspension for a person"
  | "report without end"
  | "report that leaves outputs out"
  | "report that it failed for good"
  | "report that it failed and may be retried"
  | "report of an attempt that was lost"
  | "report of an attempt to come"
  | "loss of an attempt that is over";

const SAME = {
  INCOMPLETE: "same",
  QUEUED: "same",
  RUNNING: "same",
  WAITING: "same",
  REVIEW: "same",
  ENDED: "same",
} as const satisfies Record<LiveState, Expected>;

const refused = "refused";

/** `refused`: nothing but an entry that says so. */
export const variants: Record<Variant, Record<LiveState, Expected | typeof refused>> = {
  "claim before its time": SAME,
  "suspension for a person": { ...SAME, QUEUED: "REVIEW" },
  "report without end": { ...SAME, RUNNING: "RUNNING", WAITING: "WAITING", REVIEW: "REVIEW" },
  "report that leaves outputs out": SAME,
  "report that it failed for good": { ...SAME, RUNNING: "gone", WAITING: "gone", REVIEW: "gone" },
  "report that it failed and may be retried": {
    ...SAME,
    RUNNING: "QUEUED",
    WAITING: "QUEUED",
    REVIEW: "QUEUED",
  },
  "report of an attempt that was lost": {
    ...SAME,
    QUEUED: refused,
    RUNNING: refused,
    WAITING: refused,
    REVIEW: refused,
    ENDED: refused,
  },
  "report of an attempt to come": SAME,
  "loss of an attempt that is over": SAME,
};

type RunStatus = "QUEUED" | "RUNNING" | "REVIEW" | FinalStatus;

/** The status of a run of one node execution, which runs, or waits for a person if the run is in review. */
export const runTransitions: Record<RunStatus, Record<EventType, RunStatus>> = {
  QUEUED: { ...staying("QUEUED"), start: "RUNNING", stop: "TERMINATED", abort: "FAILED" },
  RUNNING: { ...staying("RUNNING"), report: "COMPLETED", stop: "TERMINATED", abort: "FAILED" },
  REVIEW: {
    ...staying("REVIEW"),
    report: "COMPLETED",
    release: "RUNNING",
    stop: "TERMINATED",
    abort: "FAILED",
  },
  COMPLETED: staying("COMPLETED"),
  FAILED: staying("FAILED"),
  TERMINATED: staying("TERMINATED"),
};

function staying(status: RunStatus): Record<EventType, RunStatus> {
  return {
    start: status,
    claim: status,
    report: status,
    charge: status,
    lost: status,
    suspend: status,
    release: status,
    stop: status,
    abort: status,
  };
}
