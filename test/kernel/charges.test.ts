import { describe, expect, it } from "vitest";
import type { End } from "#kernel/execution.ts";
import { NOTHING_SPENT, type Spent } from "#kernel/spent.ts";
import { type Play, planFor, play } from "./graphs.ts";

const dollars = (cost: number): Spent => ({ ...NOTHING_SPENT, cost: cost * 1_000_000 });

const completed = { type: "completed" } as const;

/** Node `a`, which a worker has claimed. */
function running(metadata = {}): Play {
  const run = play(planFor({ a: { metadata } }, []));
  run.claim("a#1");
  return run;
}

const charge = (run: Play, spent: Spent, { attempt = 1, end }: { attempt?: number; end?: End } = {}) =>
  run.apply({
    type: "report",
    at: run.at,
    id: "a#1",
    attempt,
    from: 0,
    outputs: [],
    spent,
    ...(end !== undefined && { end }),
  });

describe("charges", () => {
  it("K24: what a report says again counts once, whatever comes first", () => {
    const run = running();
    charge(run, dollars(2));
    charge(run, dollars(1));
    charge(run, dollars(2));
    expect(run.execution.used.spent).toEqual(dollars(2));
    expect(run.log.filter(({ type }) => type === "node.charged")).toHaveLength(1);
  });

  it("K24: every attempt counts, and the record of its node execution adds them up", () => {
    const run = running();
    charge(run, dollars(2));
    run.lose("a#1");
    run.claim("a#1");
    charge(run, dollars(1), { attempt: 2, end: { type: "failed", message: "503", retryable: true } });
    run.wait(1000);
    run.claim("a#1");
    charge(run, { ...dollars(3), inputTokens: 5, calls: 1 }, { attempt: 3, end: completed });
    expect(run.history.status).toBe("COMPLETED");
    expect(run.history.nodes.get("a#1")?.spent).toEqual({ ...dollars(6), inputTokens: 5, calls: 1 });
  });

  it("K24: a stop takes nothing back", () => {
    const run = running();
    charge(run, dollars(2));
    run.apply({ type: "stop", at: run.at });
    expect(run.execution.used.spent).toEqual(dollars(2));
    expect(run.history.nodes.get("a#1")).toMatchObject({ status: "TERMINATED", spent: dollars(2) });
  });

  it("K24: what child runs did counts once over all attempts, also between them, and until it is over", () => {
    const run = running({ retry: { max_attempts: 2, initial_ms: 10, factor: 1, max_ms: 10 } });
    const children = (cost: number, nodes: number) =>
      run.apply({ type: "charge", at: run.at, id: "a#1", spent: { ...dollars(cost), nodes } });
    children(1, 2);
    charge(run, dollars(4), { end: { type: "failed", message: "503", retryable: true } });
    children(3, 5);
    children(1, 2);
    run.wait(10);
    run.claim("a#1");
    children(3, 5);
    charge(run, dollars(2), { attempt: 2, end: completed });
    const { next } = children(9, 9);
    expect(next.used.spent).toEqual({ ...dollars(9), nodes: 5 });
    expect(run.history.nodes.get("a#1")?.spent).toEqual({ ...dollars(9), nodes: 5 });
  });

  it("K24: a failure is charged like any end", () => {
    const run = running();
    charge(run, dollars(2), { end: { type: "failed", message: "no", retryable: false } });
    expect(run.history.nodes.get("a#1")).toMatchObject({ status: "FAILED", spent: dollars(2) });
  });
});

it("K24: what an attempt spent counts though the run ends by what it yielded with it", () => {
  const run = play(planFor({ a: {}, b: {} }, ["a.p -> b.x"], { nodeExecutions: 2 }));
  run.claim("a#1");
  const outputs = [1, 2].map((data) => ({ name: "p", data }));
  run.apply({ type: "report", at: run.at, id: "a#1", attempt: 1, from: 0, outputs, spent: dollars(2) });
  expect(run.history).toMatchObject({ status: "FAILED", error: { code: "BUDGET_EXCEEDED" } });
  expect(run.execution.used.spent).toEqual(dollars(2));
});

describe("a node that says no maximum", () => {
  const paid = { paid: true };
  const cheap = { paid: true, metadata: { max_cost: 0.00004 } };

  it("K16: gets all that is left, and so waits until others have given back what they hold", () => {
    const run = play(planFor({ a: cheap, b: paid }, [], { cost: 100 }));
    run.claim("a#1");
    expect(run.claim("b#1").log).toEqual([]);
    charge(run, { ...NOTHING_SPENT, cost: 30 }, { end: completed });
    run.claim("b#1");
    expect(run.execution.live.get("b#1")).toMatchObject({ state: "RUNNING", reserved: 70 });
  });

  it("K16: holds what it has not used until it is over, and nothing once the run has ended", () => {
    const run = play(planFor({ a: cheap, b: paid }, [], { cost: 100 }));
    run.claim("a#1");
    charge(run, { ...NOTHING_SPENT, cost: 10 });
    expect(run.execution.used).toMatchObject({ spent: { cost: 10 }, reserved: 30 });
    expect(run.apply({ type: "stop", at: run.at }).next.used.reserved).toBe(0);
  });

  it("K16: with tools keeps what was set aside for it from one attempt to the next", () => {
    const run = play(planFor({ a: { ...cheap, outputs: ["tools"] } }, [], { cost: 100 }));
    run.claim("a#1");
    run.lose("a#1");
    run.claim("a#1");
    expect(run.execution.used.reserved).toBe(40);
  });

  it("K16: does not begin when nothing is left, and the run ends for it", () => {
    const run = play(planFor({ a: paid, b: paid }, [], { cost: 100 }));
    run.claim("a#1");
    charge(run, { ...NOTHING_SPENT, cost: 100 }, { end: completed });
    expect(run.execution.status).toBe("RUNNING");
    run.claim("b#1");
    expect(run.history.error).toMatchObject({ code: "BUDGET_EXCEEDED", node_id: "b" });
  });
});
