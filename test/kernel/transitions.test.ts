import { describe, expect, it } from "vitest";
import type { Event, LiveState } from "#kernel/execution.ts";
import { isFinal } from "#kernel/log.ts";
import { Play, planFor, play } from "./graphs.ts";
import { type Expected, runTransitions, transitions, type Variant, variants } from "./transitions.ts";

const RETRY = { max_attempts: 9, initial_ms: 100, factor: 1, max_ms: 100 };
const plan = planFor({ a: {}, n: { metadata: { retry: RETRY } } }, ["a.p -> n.x", "a.q -> n.y"]);

const SUBJECT: Record<LiveState, string> = { RUNNING: "n#1", ENDED: "n#2", QUEUED: "n#3", INCOMPLETE: "n#4" };

/** A node with one execution in each state. Those that can be tried have lost a worker before: attempt 2 is the one of now. */
function inEveryState(): Play {
  const run = play(plan);
  const x: [string, string] = ["p", "x"];
  const y: [string, string] = ["q", "y"];
  run.run("a#1", x, x, x, x, y, y, y);
  for (const id of ["n#1", "n#2", "n#3"]) {
    run.claim(id);
    run.lose(id);
  }
  run.run("n#2", ["p", "held"]);
  run.claim("n#1");
  expect(run.alive).toEqual(["n#1 RUNNING", "n#2 ENDED", "n#3 QUEUED", "n#4 INCOMPLETE"]);
  return run;
}

const report = { outputs: [], from: 0, end: { type: "completed" } } as const;

const events = (id: string, at: number): Record<Event["type"], Event> => ({
  start: { type: "start", at, inputs: {} },
  claim: { type: "claim", at, id },
  report: { type: "report", at, id, attempt: 2, ...report },
  lost: { type: "lost", at, id, attempt: 2 },
  stop: { type: "stop", at },
  abort: { type: "abort", at, error: { code: "STALLED", message: "No worker came" } },
});

const failure = (retryable: boolean) => ({ type: "failed", message: "no", retryable }) as const;

const variant = (id: string, at: number): Record<Variant, Event> => ({
  "claim before its time": { type: "claim", at: 0, id },
  "report without end": { type: "report", at, id, attempt: 2, from: 0, outputs: [{ name: "p", data: 1 }] },
  "report that leaves outputs out": { type: "report", at, id, attempt: 2, ...report, from: 1 },
  "report that it failed for good": { type: "report", at, id, attempt: 2, ...report, end: failure(false) },
  "report that it failed and may be retried": {
    type: "report",
    at,
    id,
    attempt: 2,
    ...report,
    end: failure(true),
  },
  "report of an attempt that was lost": { type: "report", at, id, attempt: 1, ...report },
  "report of an attempt to come": { type: "report", at, id, attempt: 3, ...report },
  "loss of an attempt that is over": { type: "lost", at, id, attempt: 1 },
});

function become(run: Play, id: string, event: Event): Expected | "refused" {
  const { execution } = run;
  const { next, log } = run.apply(event);
  if (next === execution && log.length === 0) return "same";
  if (isFinal(next.status)) return "end";
  if (log.length === 1 && log[0]?.type === "node.refused") return "refused";
  return next.live.get(id)?.state ?? "gone";
}

describe.each(Object.entries(SUBJECT))("a node execution that is %s", (state, id) => {
  const expected = transitions[state as LiveState];

  it.each(Object.entries(expected))("on %s becomes: %s", (type, expectation) => {
    const run = inEveryState();
    expect(become(run, id, events(id, run.at)[type as Event["type"]])).toBe(expectation);
  });

  it.each(Object.entries(variants).map(([name, row]) => [name, row[state as LiveState]] as const))(
    "on a %s becomes: %s",
    (name, expectation) => {
      const run = inEveryState();
      expect(become(run, id, variant(id, run.at)[name as Variant])).toBe(expectation);
    },
  );
});

describe.each(Object.entries(runTransitions))("a run that is %s", (status, row) => {
  it.each(Object.entries(row))("on %s becomes: %s", (type, after) => {
    const run = runThatIs(status);
    const id = "only#1";
    expect(
      run.apply({ ...events(id, run.at), report: lastReport(id, run.at) }[type as Event["type"]]).next.status,
    ).toBe(after);
  });
});

const lastReport = (id: string, at: number): Event => ({ type: "report", at, id, attempt: 1, ...report });

function runThatIs(status: string): Play {
  const run = new Play(planFor({ only: {} }, []));
  if (status !== "QUEUED") {
    run.apply({ type: "start", at: run.at, inputs: {} });
    run.claim("only#1");
  }
  const end: Partial<Record<string, Event>> = {
    COMPLETED: lastReport("only#1", run.at),
    FAILED: events("", run.at).abort,
    TERMINATED: events("", run.at).stop,
  };
  if (end[status] !== undefined) run.apply(end[status]);
  expect(run.execution.status).toBe(status);
  return run;
}
