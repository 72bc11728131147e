import { describe, expect, it } from "vitest";
import type { Json } from "#lib/json.ts";
import { planFor, play } from "./graphs.ts";

it.each<[Json]>([[0], [""], [false], [null], [[]]])(
  "K8: an output of the run is the very value %j",
  (value) => {
    const run = play(
      planFor({ a: {}, out: { kind: "OUTPUT", defaults: { name: "y" } } }, ["a.p -> out.value"]),
    );
    run.run("a#1", ["p", value]);
    expect(run.history.outputs).toEqual({ y: [value] });
  },
);

it("K7: a static pin of a loop that has had no value serves nothing", () => {
  const nodes = { a: {}, b: {}, c: {}, n: { together: ["x", "y"] } };
  const run = play(planFor(nodes, ["a.p -> n.items", "b.p => n.x", "c.p -> n.y"]));
  run.claim("a#1");
  run.say("a#1", [["p", 1]]);
  expect(run.input("n#1")).toEqual({ items: 1 });
  run.run("c#1", ["p", "late"]);
  run.say("a#1", [["p", 2]]);
  expect(run.alive).toContain("n#2 INCOMPLETE");
});

it("K7: a static value that one of those who wait has no room for ends the run at that one", () => {
  const plan = planFor({ a: {}, b: {}, sink: {} }, ["a.p -> sink.x", "b.p => sink.y"], { totalSize: 120 });
  const run = play(plan);
  run.run("a#1", ["p", 1], ["p", 2], ["p", 3]);
  run.run("b#1", ["p", "x".repeat(40)]);
  expect(run.history.error).toMatchObject({ code: "BUDGET_EXCEEDED", node_id: "sink" });
  expect(run.log.filter((entry) => entry.type === "node.queued" && entry.node_id === "sink")).toEqual([]);
});

it("K6: node executions are numbered in the order in which they began, whatever their nodes", () => {
  const run = play(planFor({ a: {}, b: {} }, ["a.p -> b.x"]));
  run.run("a#1", ["p", 1], ["p", 2]);
  expect([...run.execution.live.values()].map(({ id, position }) => [id, position])).toEqual([
    ["b#1", 2],
    ["b#2", 3],
  ]);
});

it("K5: a run that has no room for a node's error ends at once, with nothing after that error but its end", () => {
  const run = play(planFor({ a: {}, rescue: {} }, ["a.error -> rescue.x"], { nodeExecutions: 1 }));
  run.fail("a#1", "404");
  expect(run.log.slice(-2)).toMatchObject([
    { type: "node.output", output_name: "error", output_data: "404" },
    { type: "execution.failed", error: { code: "BUDGET_EXCEEDED", node_id: "rescue" } },
  ]);
});

it("K8: a pin's name may have 200 steps, which nest a value deeper than it may be by itself", () => {
  const value: Json = JSON.parse("[".repeat(499) + "]".repeat(499));
  const run = play(planFor({ a: {}, sink: {} }, [`a.p -> sink.x${"_#_k".repeat(200)}`]));
  run.run("a#1", ["p", value]);
  expect(run.alive).toEqual(["sink#1 QUEUED"]);
});

describe("what the rules of a run mean", () => {
  it("K6: a linked pin is waited for, whatever its default", () => {
    const run = play(planFor({ a: {}, b: { defaults: { x: "default" } } }, ["a.p -> b.x"]));
    run.run("a#1", ["q", "not on the link"]);
    expect(run.execution.status).toBe("COMPLETED");
    expect(run.history.nodes.has("b#1")).toBe(false);

    const fed = play(planFor({ a: {}, b: { defaults: { x: "default" } } }, ["a.p -> b.x"]));
    fed.run("a#1", ["p", "value"]);
    expect(fed.input("b#1")).toEqual({ x: "value" });
  });

  it("K6: pins of a loop are not waited for until one of them comes, then all of them are", () => {
    const loop = { together: ["x", "y"], outputs: ["p", "q", "done"] };
    const links = ["in.p => model.value", "model.p -> model.x", "model.q -> tool.x", "tool.p -> model.y"];
    const run = play(planFor({ in: {}, model: loop, tool: {} }, links));
    run.run("in#1", ["p", "task"]);
    expect(run.input("model#1")).toEqual({ value: "task" });
    run.run("model#1", ["q", "call"], ["p", "said"]);
    expect(run.alive).toEqual(["tool#1 QUEUED", "model#2 INCOMPLETE"]);
    run.run("tool#1", ["p", "result"]);
    expect(run.input("model#2")).toEqual({ value: "task", x: "said", y: "result" });
    run.run("model#2", ["done", "answer"]);
    expect(run.execution.status).toBe("COMPLETED");
    expect(run.history.nodes.size).toBe(4);
  });

  it("K6: a node that only its own loop feeds begins with the run", () => {
    const loop = { together: ["x", "y"] };
    const run = play(planFor({ model: loop }, ["model.p -> model.x", "model.q -> model.y"]));
    expect(run.alive).toEqual(["model#1 QUEUED"]);
    run.run("model#1", ["p", "said"]);
    expect(run.log.find(({ type }) => type === "node.incomplete")).toMatchObject({
      node_id: "model",
      missing: ["y"],
    });
  });

  it("K7: three that wait for a static value all begin when it comes", () => {
    const run = play(planFor({ a: {}, b: {}, sink: {} }, ["a.p -> sink.x", "b.p => sink.y"]));
    run.run("a#1", ["p", 1], ["p", 2], ["p", 3]);
    expect(run.alive).toEqual(["b#1 QUEUED", "sink#1 INCOMPLETE", "sink#2 INCOMPLETE", "sink#3 INCOMPLETE"]);
    run.run("b#1", ["p", "static"]);
    expect(run.alive).toEqual(["sink#1 QUEUED", "sink#2 QUEUED", "sink#3 QUEUED"]);
    expect(["sink#1", "sink#2", "sink#3"].map((id) => run.input(id))).toEqual([
      { x: 1, y: "static" },
      { x: 2, y: "static" },
      { x: 3, y: "static" },
    ]);
  });

  it("K8: a dictionary that dynamic pins build shows both itself and its flattened keys", () => {
    const plan = planFor({ a: {}, b: {}, sink: {} }, ["a.p -> sink.values_#_a", "b.p -> sink.values_#_b"]);
    const run = play(plan);
    run.run("b#1", ["p", 2]);
    run.run("a#1", ["p", 1]);
    expect(run.input("sink#1")).toEqual({ values: { a: 1, b: 2 }, "values_#_a": 1, "values_#_b": 2 });
  });

  it("K6: a sub-graph's outputs go on as they come, before it has ended", () => {
    const run = play(planFor({ child: { kind: "AGENT" }, sink: {} }, ["child.result -> sink.x"]));
    run.claim("child#1");
    run.say("child#1", [["result", "first"]]);
    expect(run.alive).toEqual(["child#1 RUNNING", "sink#1 QUEUED"]);
    run.run("sink#1");
    run.say("child#1", [["result", "second"]]);
    expect(run.input("sink#2")).toEqual({ x: "second" });
  });

  it("K15: an error pin that leads back to the node tries again", () => {
    const plan = planFor({ start: {}, fetch: {}, done: {} }, [
      "start.p -> fetch.x",
      "fetch.error -> fetch.x",
      "fetch.p -> done.x",
    ]);
    const run = play(plan);
    run.run("start#1", ["p", "first try"]);
    run.fail("fetch#1", "timed out");
    expect(run.input("fetch#2")).toEqual({ x: "timed out" });
    run.fail("fetch#2", "timed out again");
    run.run("fetch#3", ["p", "page"]);
    run.run("done#1");
    expect(run.execution.status).toBe("COMPLETED");
    expect([...run.history.nodes].map(([id, { status }]) => `${id} ${status}`)).toEqual([
      "start#1 COMPLETED",
      "fetch#1 FAILED",
      "fetch#2 FAILED",
      "fetch#3 COMPLETED",
      "done#1 COMPLETED",
    ]);
  });

  it("K6: nested iteration keeps its order, though inner loops end in another", () => {
    const nodes = {
      outer: {},
      inner: {},
      out: { kind: "OUTPUT", pure: true, defaults: { name: "all" } },
    } as const;
    const run = play(planFor(nodes, ["outer.p -> inner.x", "inner.p -> out.value"]));
    run.run("outer#1", ["p", "a"], ["p", "b"], ["p", "c"]);
    run.run("inner#3", ["p", "c1"], ["p", "c2"]);
    run.claim("inner#1");
    run.say("inner#1", [["p", "a1"]]);
    run.run("inner#2", ["p", "b1"], ["p", "b2"]);
    expect(run.history.outputs).toEqual({ all: ["a1"] });
    run.say("inner#1", [["p", "a2"]], { type: "completed" });
    expect(run.history.outputs).toEqual({ all: ["a1", "a2", "b1", "b2", "c1", "c2"] });
  });

  it("K6: the k-th value of each pin meets in the k-th node execution", () => {
    const run = play(planFor({ a: {}, b: {}, sink: {} }, ["a.p -> sink.x", "b.p -> sink.y"]));
    run.run("b#1", ["p", "b1"], ["p", "b2"], ["p", "b3"]);
    run.run("a#1", ["p", "a1"], ["p", "a2"]);
    expect([run.input("sink#1"), run.input("sink#2")]).toEqual([
      { x: "a1", y: "b1" },
      { x: "a2", y: "b2" },
    ]);
    run.run("sink#1");
    run.run("sink#2");
    expect(run.log.find(({ type }) => type === "node.incomplete")).toMatchObject({
      node_id: "sink",
      ordinal: 3,
      input: { y: "b3" },
      missing: ["x"],
    });
  });

  it("K7: a static value is kept for those that come later", () => {
    const run = play(planFor({ a: {}, b: {}, sink: {} }, ["a.p -> sink.x", "b.p => sink.y"]));
    run.run("b#1", ["p", "old"]);
    run.claim("a#1");
    run.say("a#1", [
      ["p", 1],
      ["p", 2],
    ]);
    expect([run.input("sink#1"), run.input("sink#2")]).toEqual([
      { x: 1, y: "old" },
      { x: 2, y: "old" },
    ]);
  });

  it("K7: a pin with a static link keeps its last value, whichever link brought it", () => {
    const plan = planFor({ setting: {}, loop: {}, a: {}, sink: {} }, [
      "setting.p => sink.y",
      "loop.p -> sink.y",
      "a.p -> sink.x",
    ]);
    const run = play(plan);
    run.run("setting#1", ["p", "set"]);
    run.run("loop#1", ["p", "looped"]);
    run.run("a#1", ["p", 1], ["p", 2], ["p", 3]);
    expect(["sink#1", "sink#2", "sink#3"].map((id) => run.input(id)?.["y"])).toEqual([
      "set",
      "looped",
      "looped",
    ]);
  });

  it("K6: the input does not depend on which of its values came first", () => {
    const nodes = { a: {}, b: {}, sink: {} };
    const links = ["a.p -> sink.values_#_k", "b.p -> sink.values_@_k"];
    const inputs = [["a#1", "b#1"] as const, ["b#1", "a#1"] as const].map(([first, second]) => {
      const run = play(planFor(nodes, links));
      run.run(first, ["p", first]);
      run.run(second, ["p", second]);
      return JSON.stringify(run.input("sink#1"));
    });
    expect(inputs[0]).toBe(inputs[1]);
  });
});
