import { describe, expect, it } from "vitest";
import { emptyHistory, read } from "#kernel/history.ts";
import { planFor, play } from "./graphs.ts";

const OUT = { kind: "OUTPUT", pure: true, defaults: { name: "answer" } } as const;

describe("a history", () => {
  it("K11: is the record of a run and of its node executions, in order of appearance", () => {
    const run = play(planFor({ a: {}, b: { defaults: { y: 1 } } }, ["a.p -> b.x"]), { in: 7 });
    run.wait(5);
    run.claim("a#1");
    run.wait(5);
    run.say(
      "a#1",
      [
        ["p", "v"],
        ["q", 1],
        ["q", 2],
      ],
      { type: "completed" },
    );
    run.fail("b#1", "no");
    expect(run.history).toEqual({
      status: "COMPLETED",
      seq: run.log.length,
      inputs: { in: 7 },
      outputs: {},
      startedAt: 1000,
      endedAt: 1010,
      error: null,
      nodes: new Map([
        [
          "a#1",
          {
            nodeId: "a",
            ordinal: 1,
            blockId: "block-a",
            status: "COMPLETED",
            attempt: 1,
            input: {},
            output: { p: ["v"], q: [1, 2] },
            error: null,
            spent: null,
            startedAt: 1005,
            endedAt: 1010,
          },
        ],
        [
          "b#1",
          {
            nodeId: "b",
            ordinal: 1,
            blockId: "block-b",
            status: "FAILED",
            attempt: 1,
            input: { x: "v", y: 1 },
            output: { error: ["no"] },
            error: "no",
            spent: null,
            startedAt: 1010,
            endedAt: 1010,
          },
        ],
      ]),
    });
  });

  it("K11: shows a try that failed until the next one succeeds", () => {
    const run = play(planFor({ a: {} }, []));
    run.fail("a#1", "503", { retryable: true });
    expect(run.history.nodes.get("a#1")).toMatchObject({ status: "QUEUED", error: "503" });
    run.wait(1000);
    run.run("a#1");
    expect(run.history.nodes.get("a#1")).toMatchObject({
      status: "COMPLETED",
      attempt: 2,
      error: null,
      startedAt: 1000,
    });
  });

  it("K11: terminates with the run what had not ended, and keeps what never began", () => {
    const run = play(planFor({ a: {}, b: {}, c: {}, sink: {} }, ["a.p -> sink.x", "b.p -> sink.y"]));
    run.run("a#1", ["p", 1]);
    run.claim("b#1");
    run.apply({ type: "stop", at: 2000 });
    expect([...run.history.nodes].map(([id, { status, endedAt }]) => `${id} ${status} ${endedAt}`)).toEqual([
      "a#1 COMPLETED 1000",
      "b#1 TERMINATED 2000",
      "c#1 TERMINATED 2000",
      "sink#1 INCOMPLETE null",
    ]);
    expect(run.history).toMatchObject({
      status: "TERMINATED",
      endedAt: 2000,
      error: { code: "TERMINATED", message: "Execution was cancelled" },
    });
  });

  it("K11: tells an incomplete one from what it lacks", () => {
    const run = play(
      planFor({ a: {}, b: {}, sink: {} }, ["a.p -> sink.x", "b.p => sink.y", "b.q -> sink.items"]),
    );
    run.run("b#1", ["p", "static"], ["q", 1], ["q", 2]);
    run.run("a#1", ["p", 1]);
    run.run("sink#1");
    const incomplete = run.log.filter(({ type }) => type === "node.incomplete");
    expect(incomplete).toMatchObject([{ ordinal: 2, input: { items: 2 }, missing: ["x"] }]);
  });

  it("K11: has the run's outputs before the node that they come to has run", () => {
    const run = play(planFor({ a: {}, out: OUT }, ["a.p -> out.value"]));
    run.run("a#1", ["p", 1], ["p", null]);
    expect(run.history.outputs).toEqual({ answer: [1, null] });
    expect([...run.history.nodes.keys()]).toEqual(["a#1"]);
    run.apply({ type: "stop", at: run.at });
    expect([...run.history.nodes.keys()]).toEqual(["a#1"]);
  });

  it.each<[string, unknown, string]>([
    ["its name", "total", "total"],
    ["its node if it has no name", undefined, "out"],
    ["its node if the name is no text", 5, "out"],
    ["a name that every object inherits", "toString", "toString"],
    ["a name that would set the prototype", "__proto__", "__proto__"],
  ])("K11: files an output under %s", (_what, name, key) => {
    const defaults = name === undefined ? {} : { name: name as string };
    const run = play(planFor({ a: {}, out: { ...OUT, defaults } }, ["a.p -> out.value"]));
    run.run("a#1", ["p", 1], ["p", 2]);
    expect(Object.entries(run.history.outputs)).toEqual([[key, [1, 2]]]);
  });

  it("K11: passes over entries that it has read", () => {
    const run = play(planFor({ a: {} }, []));
    run.run("a#1", ["p", 1]);
    const history = read(emptyHistory(), run.log);
    expect(read(history, run.log)).toEqual(read(emptyHistory(), run.log));
    expect(history.nodes.get("a#1")?.output).toEqual({ p: [1] });
  });
});
