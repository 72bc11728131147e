import { describe, expect, it } from "vitest";
import type { Event, LiveState } from "#kernel/execution.ts";
import { isFinal } from "#kernel/log.ts";
import { NOTHING_SPENT } from "#kernel/spent.ts";
import { Play, planFor, play } from "./graphs.ts";
import { type Expected, runTransitions, transitions, type Variant, variants } from "./transitions.ts";

const RETRY = { retry: { max_attempts: 9, initial_ms: 100, factor: 1, max_ms: 100 } };
const NODE = { metadata: RETRY };
const nodes = { a: {}, running: NODE, queued: NODE, waiting: NODE, review: NODE, fed: NODE };
const plan = planFor(nodes, ["a.p -> fed.x", "a.q -> fed.y"]);

const SUBJECT: Record<LiveState, string> = {
  RUNNING: "running#1",
  QUEUED: "queued#1",
  WAITING: "waiting#1",
  REVIEW: "review#1",
  ENDED: "fed#2",
  INCOMPLETE: "fed#3",
};

const ELDER = "fed#1";

/** One node execution in each state, and an elder one that runs. Those that began have lost a worker: attempt 2 is now. */
function inEveryState(): Play {
  const run = play(plan);
  run.run("a#1", ["p", 1], ["p", 2], ["p", 3], ["q", 1], ["q", 2]);
  for (const id of ["running#1", "queued#1", "waiting#1", "review#1", "fed#2"]) {
    run.claim(id);
    run.lose(id);
  }
  run.claim("running#1");
  run.claim(ELDER);
  run.run("fed#2", ["p", "held"]);
  run.apply(suspension("waiting#1", run.at, "timer"));
  run.apply(suspension("review#1", run.at, "review"));
  for (const [state, id] of Object.entries(SUBJECT)) expect(run.execution.live.get(id)?.state).toBe(state);
  return run;
}

const report = { outputs: [], from: 0, end: { type: "completed" } } as const;

const suspension = (id: string, at: number, waitsFor: "timer" | "review"): Event => ({
  type: "suspend",
  at,
  id,
  waitsFor,
  until: null,
});

const events = (id: string, at: number, attempt = 2): Record<Event["type"], Event> => ({
  start: { type: "start", at, inputs: {} },
  claim: { type: "claim", at, id },
  report: { type: "report", at, id, attempt, ...report },
  charge: { type: "charge", at, id, spent: { ...NOTHING_SPENT, cost: 3, nodes: 1 } },
  lost: { type: "lost", at, id, attempt },
  suspend: suspension(id, at, "timer"),
  release: { type: "release", at, id, input: { approved: true } },
  stop: { type: "stop", at },
  abort: { type: "abort", at, error: { code: "STALLED", message: "No worker came" } },
});

const failure = (retryable: boolean) => ({ type: "failed", message: "no", retryable }) as const;

const variant = (id: string, at: number): Record<Variant, Event> => {
  const reported = { type: "report", at, id, attempt: 2, ...report } as const;
  return {
    "claim before its time": { type: "claim", at: 0, id },
    "suspension for a person": suspension(id, at, "review"),
    "report without end": { type: "report", at, id, attempt: 2, from: 0, outputs: [{ name: "p", data: 1 }] },
    "report that leaves outputs out": { ...reported, from: 1 },
    "report that it failed for good": { ...reported, end: failure(false) },
    "report that it failed and may be retried": { ...reported, end: failure(true) },
    "report of an attempt that was lost": { ...reported, attempt: 1 },
    "report of an attempt to come": { ...reported, attempt: 3 },
    "loss of an attempt that is over": { type: "lost", at, id, attempt: 1 },
  };
};

function become(run: Play, id: string, event: Event): Expected | "refused" {
  const { execution } = run;
  const { next, log } = run.apply(event);
  if (next === execution && log.length === 0) return "same";
  if (isFinal(next.status)) return "end";
  if (log.length === 1 && log[0]?.type === "node.refused") return "refused";
  return next.live.get(id)?.state ?? "gone";
}

describe.each(Object.entries(SUBJECT))("a node execution that is %s", (state, id) => {
  it.each(Object.entries(transitions[state as LiveState]))("on %s becomes: %s", (type, expected) => {
    const run = inEveryState();
    expect(become(run, id, events(id, run.at)[type as Event["type"]])).toBe(expected);
  });

  it.each(Object.entries(variants).map(([name, row]) => [name, row[state as LiveState]]))(
    "on a %s becomes: %s",
    (name, expected) => {
      const run = inEveryState();
      expect(become(run, id, variant(id, run.at)[name as Variant])).toBe(expected);
    },
  );
});

describe.each(Object.entries(runTransitions))("a run that is %s", (status, row) => {
  it.each(Object.entries(row))("on %s becomes: %s", (type, after) => {
    const run = runThatIs(status);
    expect(run.apply(events("only#1", run.at, 1)[type as Event["type"]]).next.status).toBe(after);
  });
});

function runThatIs(status: string): Play {
  const run = new Play(planFor({ only: {} }, []));
  const { start, claim, report: completed, stop, abort } = events("only#1", run.at, 1);
  const past: Partial<Record<string, Event[]>> = {
    RUNNING: [start, claim],
    REVIEW: [start, suspension("only#1", run.at, "review")],
    COMPLETED: [start, claim, completed],
    FAILED: [start, abort],
    TERMINATED: [start, stop],
  };
  for (const event of past[status] ?? []) run.apply(event);
  expect(run.execution.status).toBe(status);
  return run;
}
