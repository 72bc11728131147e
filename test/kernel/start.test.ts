import { describe, expect, it } from "vitest";
import { missingInputs } from "#kernel/compile.ts";
import { queued } from "#kernel/execution.ts";
import type { JsonObject } from "#lib/json.ts";
import { type NodeSketch, Play, planFor, play } from "./graphs.ts";

const input = (name: string, more: JsonObject = {}): NodeSketch => ({
  kind: "INPUT",
  defaults: { name, ...more },
});

describe("starting a run", () => {
  const plan = planFor({ city: input("city", { value: "Basel", title: "City" }), b: {} }, ["city.p -> b.x"]);

  it.each<[string, JsonObject, JsonObject]>([
    [
      "takes the run's value over its default",
      { city: "Bern" },
      { name: "city", value: "Bern", title: "City" },
    ],
    ["keeps its default when the run gives none", {}, { name: "city", value: "Basel", title: "City" }],
    ["ignores what is not its name", { town: "Bern" }, { name: "city", value: "Basel", title: "City" }],
    ["takes null when it is given", { city: null }, { name: "city", value: null, title: "City" }],
    ["takes a falsy value", { city: 0 }, { name: "city", value: 0, title: "City" }],
  ])("K20: an input node %s", (_what, inputs, expected) => {
    expect(play(plan, inputs).input("city#1")).toEqual(expected);
  });

  it("K20: an input node is not given what every object inherits", () => {
    expect(play(planFor({ a: input("toString") }, [])).input("a#1")).toEqual({ name: "toString" });
  });

  it("K20: a node that is no input is not given what bears its name", () => {
    const plan = planFor({ a: { defaults: { name: "city", value: 1 } } }, []);
    expect(play(plan, { city: 2 }).input("a#1")).toEqual({ name: "city", value: 1 });
  });

  it("K20: an input node begins even if something leads to it, and again when that has a value", () => {
    const run = play(planFor({ a: input("a", { value: 1 }), b: {} }, ["a.p -> b.x", "b.p -> a.value"]), {
      a: 2,
    });
    run.run("a#1", ["p", "out"]);
    run.run("b#1", ["p", "back"]);
    expect(run.input("a#1")).toEqual({ name: "a", value: 2 });
    expect(run.input("a#2")).toEqual({ name: "a", value: "back" });
  });

  it("K20: nodes that nothing feeds begin, in node order", () => {
    const nodes = { c: {}, a: {}, b: {}, note: { kind: "NOTE" } } as const;
    expect(play(planFor(nodes, ["c.p -> b.x"])).alive).toEqual(["c#1 QUEUED", "a#1 QUEUED"]);
  });

  it("K20: a note never runs, and feeds nothing", () => {
    const run = play(planFor({ note: { kind: "NOTE" }, b: {} }, ["note.p -> b.x", "b.q -> note.x"]));
    expect(run.alive).toEqual(["b#1 QUEUED"]);
    run.run("b#1", ["q", 1]);
    expect([...run.history.nodes.keys()]).toEqual(["b#1"]);
  });

  it("K5: a run in which nothing begins is over at once", () => {
    const run = play(planFor({ a: {}, b: {} }, ["a.p -> b.x", "b.p -> a.x"]));
    expect(run.execution.status).toBe("COMPLETED");
    expect(run.log.map(({ type }) => type)).toEqual(["execution.started", "execution.completed"]);
  });

  it("K3: a run that was stopped before it began does not begin", () => {
    const run = new Play(plan);
    run.apply({ type: "stop", at: 1 });
    const { next, log } = run.apply({ type: "start", at: 2, inputs: {} });
    expect([next.status, log]).toEqual(["TERMINATED", []]);
    expect(run.history).toMatchObject({ status: "TERMINATED", startedAt: null, endedAt: 1 });
  });

  it("K4: a run starts once", () => {
    const run = play(plan);
    expect(run.apply({ type: "start", at: 9, inputs: {} }).log).toEqual([]);
    expect(queued.status).toBe("QUEUED");
  });
});

describe("the inputs that a run must be given", () => {
  const plan = planFor(
    {
      needed: input("needed"),
      preset: input("preset", { value: 1 }),
      nothing: input("nothing", { value: null }),
      fallback: { ...input("fallback"), inputs: { value: { required: false, hasDefault: true } } },
      fed: input("fed"),
      source: {},
    },
    ["source.p -> fed.value"],
  );

  it.each<[JsonObject, string[]]>([
    [{}, ["needed", "nothing"]],
    [{ needed: 1 }, ["nothing"]],
    [{ needed: null, nothing: false }, ["needed"]],
    [{ needed: "", nothing: 0 }, []],
  ])("given %j lack %j", (inputs, missing) => {
    expect(missingInputs(plan, inputs)).toEqual(missing);
  });
});
