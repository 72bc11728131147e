import { describe, expect, it } from "vitest";
import { type End, queued, unchanged } from "#kernel/execution.ts";
import { DEFAULT_LIMITS } from "#kernel/plan.ts";
import { NOTHING_SPENT } from "#kernel/spent.ts";
import { advance, resume } from "#kernel/step.ts";
import type { Json } from "#lib/json.ts";
import { type Play, planFor, play } from "./graphs.ts";

const PURE = { pure: true };

describe("the budget of node executions", () => {
  it("K16: ends a loop that eats it, and names the node", () => {
    const plan = planFor({ a: PURE, loop: PURE }, ["a.p -> loop.x", "loop.p -> loop.x"], {
      nodeExecutions: 50,
    });
    const perform = () => ({ outputs: [{ name: "p", data: 1 }], end: { type: "completed" } as const });
    const { next, log } = advance(plan, queued, [{ type: "start", at: 1, inputs: {} }], perform, 1000);
    expect(next).toMatchObject({ status: "FAILED", used: { nodeExecutions: 50, pending: 0 } });
    expect(log.at(-1)).toMatchObject({
      type: "execution.failed",
      error: { code: "BUDGET_EXCEEDED", message: "The run has used its 50 node executions", node_id: "loop" },
    });
  });

  it("K16: counts those that only wait", () => {
    const run = play(planFor({ a: {}, b: {} }, ["a.p -> b.x", "b.q -> b.y"], { nodeExecutions: 3 }));
    run.run("a#1", ["p", 1], ["p", 2], ["p", 3]);
    expect(run.history.error).toMatchObject({ code: "BUDGET_EXCEEDED", node_id: "b" });
  });

  it("K16: may be too small for the start", () => {
    const run = play(planFor({ a: {}, b: {} }, [], { nodeExecutions: 1 }));
    expect(run.history).toMatchObject({ status: "FAILED", error: { node_id: "b" } });
  });

  it("K16: names the node that asked first, also when outputs were held back", () => {
    const plan = planFor(
      { a: {}, n: {}, left: {}, right: {} },
      ["a.p -> n.x", "n.p -> left.x", "n.q -> right.x"],
      {
        nodeExecutions: 3,
      },
    );
    const run = play(plan);
    run.run("a#1", ["p", 1], ["p", 2]);
    run.run("n#2", ["p", "held"], ["q", "held"]);
    run.run("n#1");
    expect(run.history.error).toMatchObject({ node_id: "left" });
  });
});

describe("the budgets of data", () => {
  const links = ["a.p -> sink.x", "a.error -> rescue.x"];
  const nodes = { a: {}, sink: {}, rescue: {} };
  const deep = (levels: number): Json => JSON.parse("[".repeat(levels) + "]".repeat(levels));

  it.each<[string, Json, string]>([
    ["larger than a value may be", "x".repeat(99), 'Output "p" is larger than 100 characters'],
    [
      "with more items than fit",
      Array.from({ length: 51 }, () => 1),
      'Output "p" is larger than 100 characters',
    ],
    ["with longer keys than fit", { ["k".repeat(95)]: 1 }, 'Output "p" is larger than 100 characters'],
  ])("K16: fail a node that yields a value %s", (_what, value, message) => {
    const run = play(planFor(nodes, links, { valueSize: 100 }));
    run.run("a#1", ["p", "fits"], ["p", value], ["p", "too late"]);
    expect(run.history.nodes.get("a#1")).toMatchObject({
      status: "FAILED",
      error: message,
      output: { p: ["fits"] },
    });
    expect(run.input("rescue#1")).toEqual({ x: message });
    expect(run.execution.status).toBe("RUNNING");
  });

  it("K16: allow a value that just fits", () => {
    const run = play(planFor({ a: {}, sink: {} }, ["a.p -> sink.x"], { valueSize: 100, totalSize: 209 }));
    run.run("a#1", ["p", "x".repeat(98)]);
    expect(run.input("sink#1")).toEqual({ x: "x".repeat(98) });
    expect(run.execution.used.size).toBe(209);
  });

  it.each([
    ["its last character", 102, "COMPLETED"],
    ["one character less", 101, "FAILED"],
  ])("K16: allow a run's outputs %s", (_what, totalSize, status) => {
    const run = play(planFor({ a: {} }, [], { totalSize }));
    run.run("a#1", ["p", "x".repeat(98)]);
    expect(run.history.nodes.get("a#1")?.status).toBe(status);
  });

  // Two inputs of nothing, two outputs, the one that waited, and what the input of both adds to that.
  const both = 2 * 2 + 602 + 502 + 602 + 514;

  it.each([
    ["all of what has waited and what comes last", both, "RUNNING"],
    ["one character less", both - 1, "FAILED"],
  ])("K16: have room for %s", (_what, totalSize, status) => {
    const links = ["a.p -> sink.x", "b.p -> sink.y"];
    const run = play(planFor({ a: {}, b: {}, sink: {} }, links, { totalSize }));
    run.run("a#1", ["p", "x".repeat(600)]);
    run.run("b#1", ["p", "y".repeat(500)]);
    expect(run.history.status).toBe(status);
  });

  it("K16: fail a node whose values are too many in all", () => {
    const run = play(planFor({ a: {}, sink: {} }, ["a.p -> sink.x"], { totalSize: 70 }));
    run.run("a#1", ["p", "0123456789"], ["p", "0123456789"], ["p", "0123456789"]);
    const message = "The run has used its 70 characters of data";
    expect(run.history.nodes.get("a#1")).toMatchObject({ status: "FAILED", error: message });
    expect(run.history.nodes.get("a#1")?.output["p"]).toHaveLength(2);
    expect(run.execution.status).toBe("RUNNING");
  });

  it("K16: end a run whose inputs are too many in all, and name the node that asked for more", () => {
    const fan = { source: {}, items: {}, sink: {} };
    const links = ["source.p => sink.x", "items.p -> sink.y"];
    const run = play(planFor(fan, links, { totalSize: 10_000 }));
    run.run("source#1", ["p", "x".repeat(2000)]);
    run.claim("items#1");
    run.say(
      "items#1",
      Array.from({ length: 10 }, (_, item) => ["p", item]),
    );
    expect(run.history).toMatchObject({
      status: "FAILED",
      error: {
        code: "BUDGET_EXCEEDED",
        message: "The run has used its 10000 characters of data",
        node_id: "sink",
      },
    });
    expect(run.execution.used.size).toBeLessThanOrEqual(10_000);
  });

  it("K16: count what waits for other values, so that a run ends which collects more than it may", () => {
    const pins = Array.from({ length: 10 }, (_, index) => `x_#_${index}`);
    const links = [...pins.map((pin) => `a.p -> sink.${pin}`), "never.p -> sink.y"];
    const run = play(planFor({ a: {}, never: {}, sink: {} }, links, { totalSize: 5000 }));
    run.claim("a#1");
    run.say("a#1", [["p", "v".repeat(300)]]);
    expect(run.execution.used.size).toBe(4 + 11 * 302);
    run.say("a#1", [["p", "v".repeat(300)]]);
    expect(run.history).toMatchObject({ error: { code: "BUDGET_EXCEEDED", node_id: "sink" } });
  });

  it("K16: count what has waited once, when all has come", () => {
    const sums = ["a.p -> sink.x", "b.p -> sink.y"].map((_, first, links) => {
      const run = play(planFor({ a: {}, b: {}, sink: {} }, links));
      for (const id of first === 0 ? ["a#1", "b#1"] : ["b#1", "a#1"]) run.run(id, ["p", { of: id }]);
      return run.execution.used.size;
    });
    // Two inputs of nothing, two values of 13 characters, an input of both with their names.
    expect(sums).toEqual([2 * 2 + 2 * 13 + 38, 68]);
  });

  it("K16: end the run when a static value serves more node executions than there is room for", () => {
    const links = ["b.p -> sink.y", "a.p => sink.x"];
    const run = play(planFor({ a: {}, b: {}, sink: {} }, links, { totalSize: 2000 }));
    run.run("b#1", ...Array.from({ length: 50 }, (): [string, Json] => ["p", 1]));
    run.run("a#1", ["p", "v".repeat(300)]);
    expect(run.history).toMatchObject({
      status: "FAILED",
      error: { code: "BUDGET_EXCEEDED", node_id: "sink" },
    });
  });

  it("K16: fail a node that yields what nobody could write down", () => {
    const run = play(planFor(nodes, links));
    run.run("a#1", ["p", deep(500)], ["p", deep(501)]);
    expect(run.history.nodes.get("a#1")?.error).toBe('Output "p" is nested deeper than 500 levels');
    const bottomless = play(planFor(nodes, links));
    bottomless.run("a#1", ["p", deep(200_000)]);
    expect(bottomless.history.nodes.get("a#1")?.status).toBe("FAILED");
  });

  it("K16: are a million characters a value and 64 times that a run, by default", () => {
    expect(DEFAULT_LIMITS).toMatchObject({ nodeExecutions: 10_000, valueSize: 2 ** 20, totalSize: 2 ** 26 });
  });
});

describe("the allowance of a slice", () => {
  const plan = planFor({ a: PURE, b: PURE, c: PURE, effect: {} }, [
    "a.p -> b.x",
    "b.p -> c.x",
    "b.p -> effect.x",
  ]);
  const perform = () => ({ outputs: [{ name: "p", data: 1 }], end: { type: "completed" } as const });

  it("K18: leaves the rest among the effects, to be resumed", () => {
    const first = advance(plan, queued, [{ type: "start", at: 1, inputs: {} }], perform, 1);
    expect(first.effects).toEqual([{ type: "run", id: "b#1", node: "b", notBefore: 1 }]);
    const second = resume(plan, first.next, 2, perform, 1);
    expect(second.effects.map((effect) => (effect.type === "run" ? effect.id : effect.type))).toEqual([
      "c#1",
      "effect#1",
    ]);
    const third = resume(plan, second.next, 3, perform, 10);
    expect([...third.next.live.values()].map(({ id, state }) => `${id} ${state}`)).toEqual([
      "effect#1 QUEUED",
    ]);
  });

  it("K10: changes nothing when there is nothing to resume", () => {
    const { next } = advance(plan, queued, [{ type: "start", at: 1, inputs: {} }], perform, 10);
    expect(resume(plan, next, 5, perform, 10)).toEqual(unchanged(next));
    expect(resume(plan, next, 5, perform, 10).next).toBe(next);
    expect(advance(plan, next, [], perform, 10).next).toBe(next);
  });

  it("K18: does not run what must wait before its retry", () => {
    const retry = { max_attempts: 2, initial_ms: 100, factor: 1, max_ms: 100 };
    const retried = planFor({ a: { pure: true, metadata: { retry } } }, []);
    const failing = () => ({ outputs: [], end: { type: "failed", message: "no", retryable: true } as const });
    const first = advance(retried, queued, [{ type: "start", at: 1, inputs: {} }], failing, 10);
    expect(first.effects).toEqual([{ type: "run", id: "a#1", node: "a", notBefore: 101 }]);
    expect(resume(retried, first.next, 100, failing, 10).next).toBe(first.next);
    expect(resume(retried, first.next, 101, failing, 10).next.status).toBe("COMPLETED");
  });
});

describe("the budget of money", () => {
  const dollars = (amount: number) => ({ ...NOTHING_SPENT, cost: amount * 1_000_000 });
  const nodes = {
    a: { paid: true, metadata: { max_cost: 2 } },
    b: { paid: true, metadata: { max_cost: 2 } },
  };
  const completed = { type: "completed" } as const;
  const spend = (run: Play, id: string, amount: number, end?: End) =>
    run.apply({
      type: "report",
      at: run.at,
      id,
      attempt: 1,
      from: 0,
      outputs: [],
      spent: dollars(amount),
      ...(end !== undefined && { end }),
    });

  it("K16: lets nodes run at once only when it has enough for the most that each may cost", () => {
    const run = play(planFor(nodes, [], { cost: 3_000_000 }));
    run.claim("a#1");
    expect(run.claim("b#1").log).toEqual([]);
    spend(run, "a#1", 1, completed);
    run.claim("b#1");
    expect(run.alive).toEqual(["b#1 RUNNING"]);
    spend(run, "b#1", 2, completed);
    expect(run.history).toMatchObject({ status: "COMPLETED" });
  });

  it("K16: gives back what was set aside for an attempt that failed or was lost", () => {
    const run = play(planFor(nodes, [], { cost: 2_000_000 }));
    run.claim("a#1");
    run.lose("a#1");
    run.claim("b#1");
    spend(run, "b#1", 0, { type: "failed", message: "503", retryable: true });
    run.claim("a#1");
    expect(run.alive).toEqual(["a#1 RUNNING", "b#1 QUEUED"]);
  });

  it("K16: ends the run when too little is left for good, and says for which node", () => {
    const run = play(planFor(nodes, [], { cost: 3_000_000 }));
    run.claim("a#1");
    spend(run, "a#1", 2, completed);
    run.claim("b#1");
    expect(run.history).toMatchObject({
      status: "FAILED",
      error: {
        code: "BUDGET_EXCEEDED",
        message: "The run has spent $2 of $3, and this node may cost more than is left",
        node_id: "b",
      },
    });
  });

  it("K16: a node that says no maximum gets all that is left, alone", () => {
    const run = play(planFor({ a: { paid: true }, b: { paid: true } }, [], { cost: 3_000_000 }));
    run.claim("a#1");
    run.claim("b#1");
    expect(run.alive).toEqual(["a#1 RUNNING", "b#1 QUEUED"]);
    expect(run.execution.live.get("a#1")).toMatchObject({ reserved: 3_000_000 });
  });

  it("K16: ends the run at once when a node costs more than it said", () => {
    const run = play(planFor(nodes, [], { cost: 3_000_000 }));
    run.claim("a#1");
    spend(run, "a#1", 3.5);
    expect(run.history.error).toMatchObject({ code: "BUDGET_EXCEEDED", node_id: "a" });
    expect(run.execution.used.spent).toEqual(dollars(3.5));
  });

  it.each([
    ["between the attempts of a node with tools", ["tools", "p"], 1_000_000, "QUEUED"],
    ["not between those of another", ["p"], 3_000_000, "RUNNING"],
  ])("K16: keeps what was set aside %s", (_when, outputs, left, state) => {
    const metadata = { max_cost: 2, retry: { max_attempts: 2, initial_ms: 10, factor: 1, max_ms: 10 } };
    const pins = { a: { paid: true, outputs, metadata }, b: { paid: true, metadata } };
    const links = outputs.includes("tools") ? ["a.tools_^_c_~_x -> c.x"] : [];
    const run = play(planFor({ ...pins, c: { pure: true } }, links, { cost: 3_000_000 }));
    run.fail("a#1", "503", { retryable: true });
    expect(3_000_000 - run.execution.used.reserved).toBe(left);
    run.claim("b#1");
    expect(run.execution.live.get("b#1")?.state).toBe(state);
    run.wait(10);
    run.claim("a#1");
    expect(run.execution.used.reserved).toBe(2_000_000);
  });

  it.each([
    ["a node that waits for its child run", "child", 2_000_000],
    ["no node that waits for anything else", "timer", 0],
  ] as const)("K16: is set aside for %s", (_what, waitsFor, reserved) => {
    const run = play(planFor(nodes, [], { cost: 3_000_000 }));
    run.apply({ type: "suspend", at: run.at, id: "a#1", waitsFor, until: null });
    expect(run.execution.used.reserved).toBe(reserved);
    expect(run.execution.live.get("a#1")).toMatchObject({ state: "WAITING", reserved });
  });

  it("K16: keeps no free node waiting for those that hold what another has overspent", () => {
    const run = play(planFor({ ...nodes, free: {} }, [], { cost: 4_000_000 }));
    for (const id of ["a#1", "b#1"]) run.claim(id);
    spend(run, "a#1", 3);
    run.claim("free#1");
    expect(run.execution.live.get("free#1")?.state).toBe("RUNNING");
  });

  it("K16: asks nothing for nodes that charge nothing, or are said to cost nothing", () => {
    const free = { a: {}, b: { pure: true }, c: { paid: true, metadata: { max_cost: 0 } } };
    const run = play(planFor(free, [], { cost: 0 }));
    for (const id of ["a#1", "b#1", "c#1"]) run.run(id);
    expect(run.history.status).toBe("COMPLETED");
  });

  it("K16: leaves to a run what others of its family do not hold", () => {
    const errorWith = (elsewhere: number) => {
      const run = play(planFor({ a: {}, b: {} }, ["a.p -> b.x"], { nodeExecutions: 5, elsewhere }));
      run.run("a#1", ["p", 1]);
      return run.history.error;
    };
    expect(errorWith(3)).toBeNull();
    expect(errorWith(4)).toEqual({
      code: "BUDGET_EXCEEDED",
      message: "The run has used its 5 node executions",
      node_id: "b",
      shared: { node_executions: 5, elsewhere: 4 },
    });
  });
});
