import { describe, expect, it } from "vitest";
import { type Event, unchanged } from "#kernel/execution.ts";
import type { LogEntry } from "#kernel/log.ts";
import type { JsonObject } from "#lib/json.ts";
import { type NodeSketch, type Play, planFor, play } from "./graphs.ts";

const RETRY: JsonObject = { retry: { max_attempts: 3, initial_ms: 100, factor: 4, max_ms: 1000 } };
const NODES = { a: { metadata: RETRY }, sink: {}, rescue: {} };
const LINKS = ["a.p -> sink.x", "a.error -> rescue.x"];

const begin = (limits = {}): Play => play(planFor(NODES, LINKS, limits));
const last = (run: Play): LogEntry | undefined => run.log.at(-1);
const waitOf = (run: Play): number => (run.execution.live.get("a#1")?.notBefore ?? 0) - run.at;

describe("an input that no worker can take", () => {
  const pins = Array.from({ length: 13 }, (_, index) => `x_#_${index}`);
  const links = [...pins.map((pin) => `a.p -> b.${pin}`), "b.error -> rescue.x"];
  const message = "Its input is larger than 12000000 characters";
  const longest = (log: readonly LogEntry[]) => Math.max(...log.map((entry) => JSON.stringify(entry).length));

  it.each<[string, NodeSketch, Partial<Event>]>([
    ["a node with effects", {}, { type: "claim" }],
    ["a pure node", { pure: true }, { type: "claim" }],
    ["a node that waits", {}, { type: "suspend", waitsFor: "child", until: null }],
    ["a node that a person must approve", {}, { type: "suspend", waitsFor: "review", until: null }],
  ])("K16: fails %s at once, and is in the log as far as an answer carries it", (_what, b, event) => {
    const run = play(planFor({ a: {}, b, rescue: {} }, links));
    run.run("a#1", ["p", "x".repeat(1_000_000)]);
    const { log } = run.apply({ at: run.at, id: "b#1", ...event } as Event);
    expect(log.map(({ type }) => type)).toContain("node.failed");
    expect(run.input("rescue#1")).toEqual({ x: message });
    const { input } = run.history.nodes.get("b#1") ?? { input: {} };
    expect(Object.keys(input)).toEqual(pins.slice(0, 11));
    expect(longest(run.log)).toBeLessThan(12_100_000);
    expect(run.execution.live.has("b#1")).toBe(false);
  });

  // Braces, the pin in quotes, a colon and a comma, the value in quotes.
  const most = 12_000_000 - (2 + (1 + 4) + 2);

  it.each<[string, number, Partial<Event>, string]>([
    ["a worker takes one of 12 million characters", most, { type: "claim" }, "RUNNING"],
    ["none of one more", most + 1, { type: "claim" }, "gone"],
    [
      "one of 12 million characters may wait",
      most,
      { type: "suspend", waitsFor: "child", until: null },
      "WAITING",
    ],
    ["none of one more may", most + 1, { type: "suspend", waitsFor: "child", until: null }, "gone"],
  ])("K16: %s", (_what, length, event, state) => {
    const run = play(planFor({ a: { defaults: { x: "x".repeat(length) } } }, []));
    run.apply({ at: run.at, id: "a#1", ...event } as Event);
    expect(run.execution.live.get("a#1")?.state ?? "gone").toBe(state);
  });

  it("K16: is in the log no further either when it still lacks a value in the end", () => {
    const run = play(planFor({ a: {}, b: {} }, [...links.slice(0, -1), "a.q -> b.y"]));
    run.run("a#1", ["p", "x".repeat(1_000_000)]);
    expect(run.log.find(({ type }) => type === "node.incomplete")).toMatchObject({ missing: ["y"] });
    expect(longest(run.log)).toBeLessThan(12_100_000);
  });
});

describe("a try that fails", () => {
  it("K14: is tried again after a wait that grows, and fails for good after the last one", () => {
    const run = begin();
    const waits = [1, 2].map(() => {
      run.fail("a#1", "503", { retryable: true });
      const wait = waitOf(run);
      run.wait(wait);
      return wait;
    });
    expect(waits).toEqual([100, 400]);
    run.fail("a#1", "503 again", { retryable: true });
    expect(run.history.nodes.get("a#1")).toMatchObject({ status: "FAILED", attempt: 3, error: "503 again" });
    expect(run.input("rescue#1")).toEqual({ x: "503 again" });
  });

  it("K14: waits no longer than the policy's longest wait", () => {
    const plan = planFor(
      { a: { metadata: { retry: { max_attempts: 9, initial_ms: 600, factor: 9, max_ms: 1000 } } } },
      [],
    );
    const run = play(plan);
    run.fail("a#1", "503", { retryable: true });
    run.wait(600);
    run.fail("a#1", "503", { retryable: true });
    expect(waitOf(run)).toBe(1000);
  });

  it.each([0, 50, 7000])("K14: waits as long as the other side asks: %i ms", (retryAfterMs) => {
    const run = begin();
    run.fail("a#1", "429", { retryable: true, retryAfterMs });
    expect(waitOf(run)).toBe(retryAfterMs);
    expect(last(run)).toMatchObject({ type: "node.retried", attempt: 1, error: "429" });
  });

  it("K14: cannot be claimed before its time", () => {
    const run = begin();
    run.fail("a#1", "503", { retryable: true });
    run.wait(99);
    expect(run.claim("a#1").log).toEqual([]);
    run.wait(1);
    expect(run.claim("a#1").log).toMatchObject([{ type: "node.started", attempt: 2 }]);
  });

  it("K14: is not tried again when that cannot help", () => {
    const run = begin();
    run.fail("a#1", "400");
    expect(run.history.nodes.get("a#1")).toMatchObject({ status: "FAILED", attempt: 1, error: "400" });
  });

  it("K13: goes on where the last one was cut off", () => {
    const run = begin();
    run.claim("a#1");
    run.say("a#1", [
      ["p", 1],
      ["p", 2],
    ]);
    run.say("a#1", [], { type: "failed", message: "503", retryable: true });
    run.wait(100);
    run.claim("a#1");
    run.say(
      "a#1",
      [
        ["p", 1],
        ["p", 2],
        ["p", 3],
      ],
      { type: "completed" },
      { from: 0 },
    );
    expect(["sink#1", "sink#2", "sink#3", "sink#4"].map((id) => run.input(id)?.["x"])).toEqual([
      1,
      2,
      3,
      undefined,
    ]);
    expect(run.history.nodes.get("a#1")).toMatchObject({
      status: "COMPLETED",
      output: { p: [1, 2, 3] },
      error: null,
    });
  });

  it("K15: keeps what it had yielded, and says why on its error pin", () => {
    const run = begin();
    run.claim("a#1");
    run.say("a#1", [["p", 1]], { type: "failed", message: "no such page", retryable: false });
    expect([run.input("sink#1"), run.input("rescue#1")]).toEqual([{ x: 1 }, { x: "no such page" }]);
    run.run("sink#1");
    run.run("rescue#1");
    expect(run.execution.status).toBe("COMPLETED");
  });

  it("K4: is one failure, however often it is reported", () => {
    const run = begin();
    run.claim("a#1");
    const end = { type: "failed", message: "503", retryable: true } as const;
    run.say("a#1", [], end, { attempt: 1, from: 0 });
    const before = run.execution;
    expect(run.say("a#1", [], end, { attempt: 1, from: 0 })).toEqual(unchanged(before));
  });

  it("K15: has its message cut, never inside a character", () => {
    const run = begin();
    run.fail("a#1", `${"x".repeat(9999)}\u{1f600}${"x".repeat(100_000)}`);
    const { error } = run.history.nodes.get("a#1") ?? {};
    expect(error).toHaveLength(10_000);
    expect(error?.isWellFormed()).toBe(true);
  });
});

describe("a worker that is lost", () => {
  it("K14: has its node execution taken up by the next one, at once", () => {
    const run = begin();
    run.claim("a#1");
    const { effects } = run.lose("a#1");
    expect(effects).toEqual([{ type: "run", id: "a#1", node: "a", notBefore: run.at }]);
    expect(run.claim("a#1").log).toMatchObject([{ type: "node.started", attempt: 2 }]);
  });

  it("K14: is not counted as a failure of the node", () => {
    const run = begin();
    for (let i = 0; i < 5; i += 1) {
      run.claim("a#1");
      run.lose("a#1");
    }
    expect(run.execution.live.get("a#1")).toMatchObject({
      state: "QUEUED",
      attempt: 6,
      failures: 0,
      losses: 5,
    });
  });

  it("K14: is given up after too many", () => {
    const run = begin({ losses: 2 });
    for (let i = 0; i < 3; i += 1) {
      run.claim("a#1");
      run.lose("a#1");
    }
    expect(run.history.nodes.get("a#1")).toMatchObject({
      status: "FAILED",
      error: "Its worker was lost 3 times",
    });
    expect(run.input("rescue#1")).toEqual({ x: "Its worker was lost 3 times" });
  });

  it("K13: is not heard any more, which goes on record once", () => {
    const run = begin();
    run.claim("a#1");
    run.lose("a#1");
    const late = () => run.say("a#1", [["p", "late"]], { type: "completed" }, { attempt: 1, from: 0 });
    expect(late().log).toMatchObject([{ type: "node.refused", node_id: "a", ordinal: 1, attempt: 1 }]);
    expect(late().log).toEqual([]);
    run.run("a#1", ["p", "new"]);
    expect(late().log).toEqual([]);
    expect(run.history.nodes.get("a#1")?.output).toEqual({ p: ["new"] });
  });

  it("K13: shows on record although its node execution is over, of the last 16 of a node", () => {
    const items: [string, number][] = Array.from({ length: 20 }, (_, n) => ["p", n]);
    const run = play(planFor({ source: {}, a: { metadata: RETRY } }, ["source.p -> a.x"]));
    run.claim("source#1");
    run.say("source#1", items);
    for (let ordinal = 1; ordinal <= 20; ordinal += 1) {
      run.claim(`a#${ordinal}`);
      if (ordinal > 1) run.lose(`a#${ordinal}`);
      run.run(`a#${ordinal}`);
    }
    const late = (ordinal: number, attempt = 1) =>
      run.say(`a#${ordinal}`, [["p", "late"]], { type: "completed" }, { attempt, from: 0 }).log;
    expect(late(20)).toMatchObject([{ type: "node.refused", node_id: "a", ordinal: 20, attempt: 1 }]);
    expect(late(20)).toEqual([]);
    expect(late(20, 2)).toEqual([]);
    expect(late(5)).toHaveLength(1);
    expect([late(4), late(1), late(99)]).toEqual([[], [], []]);
    expect(run.history.nodes.get("a#20")).toMatchObject({ status: "COMPLETED", output: {} });
  });

  it("K13: is not lost again when the message comes late", () => {
    const run = begin();
    run.claim("a#1");
    run.lose("a#1");
    run.claim("a#1");
    expect(run.apply({ type: "lost", at: run.at, id: "a#1", attempt: 1 }).log).toEqual([]);
  });
});

describe("a report", () => {
  it("K13: that leaves outputs out is not heard, its end neither", () => {
    const run = begin();
    run.claim("a#1");
    expect(run.say("a#1", [["p", 2]], { type: "completed" }, { from: 1 }).log).toEqual([]);
    run.say(
      "a#1",
      [
        ["p", 1],
        ["p", 2],
      ],
      { type: "completed" },
    );
    expect(run.history.nodes.get("a#1")?.output).toEqual({ p: [1, 2] });
  });

  it("K13: that overlaps the one before adds what is new", () => {
    const run = begin();
    run.claim("a#1");
    run.say("a#1", [
      ["p", 1],
      ["p", 2],
    ]);
    run.say(
      "a#1",
      [
        ["p", 2],
        ["p", 3],
      ],
      undefined,
      { from: 1 },
    );
    expect(run.history.nodes.get("a#1")?.output).toEqual({ p: [1, 2, 3] });
  });

  it.each<[string, number]>([
    ["before anybody has claimed it", 1],
    ["of an attempt to come", 2],
  ])("K13: %s is not heard", (_what, attempt) => {
    const run = begin();
    expect(run.say("a#1", [["p", 1]], { type: "completed" }, { attempt }).log).toEqual([]);
  });

  it.each(["a#2", "nobody#1", "a"])("K13: of %s, which there is not, is not heard", (id) => {
    const run = begin();
    expect(run.say(id, [["p", 1]], { type: "completed" }).log).toEqual([]);
    expect(run.claim(id).log).toEqual([]);
    expect(run.lose(id).log).toEqual([]);
  });
});

it("K13: a late report is refused on record although the name of its node has the mark of ordinals", () => {
  const run = play(planFor({ "a#b": {}, other: {} }, []));
  run.claim("a#b#1");
  run.lose("a#b#1");
  run.run("a#b#1");
  expect(run.alive).toEqual(["other#1 QUEUED"]);
  run.say("a#b#1", [], undefined, { attempt: 1, from: 0 });
  expect(run.log.at(-1)).toMatchObject({ type: "node.refused", node_id: "a#b", ordinal: 1, attempt: 1 });
});

it("K14: a try waits a day at most, whatever the other side asks for", () => {
  const run = play(planFor({ a: {} }, []));
  const day = 24 * 60 * 60 * 1000;
  run.fail("a#1", "429", { retryable: true, retryAfterMs: 7 * day });
  expect(run.execution.live.get("a#1")?.notBefore).toBe(run.at + day);
});
