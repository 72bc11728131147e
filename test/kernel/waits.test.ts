import { describe, expect, it } from "vitest";
import type { WaitsFor } from "#kernel/log.ts";
import { type Play, planFor, play } from "./graphs.ts";

const RETRY = { retry: { max_attempts: 2, initial_ms: 100, factor: 1, max_ms: 100 } };
const LINKS = ["a.p -> sink.x", "a.error -> rescue.x"];
const begin = (): Play => play(planFor({ a: { metadata: RETRY }, sink: {}, rescue: {} }, LINKS));

const suspend = (run: Play, id: string, waitsFor: WaitsFor, until: number | null = null) =>
  run.apply({ type: "suspend", at: run.at, id, waitsFor, until });

const release = (run: Play, id: string, input = {}) => run.apply({ type: "release", at: run.at, id, input });

describe("a node execution that waits", () => {
  it("K23: yields while it waits, and ends by its own report", () => {
    const run = begin();
    expect(suspend(run, "a#1", "timer", 5000).log).toMatchObject([
      {
        type: "node.waiting",
        node_id: "a",
        ordinal: 1,
        block_id: "block-a",
        waits_for: "timer",
        until: 5000,
      },
    ]);
    run.say("a#1", [["p", "tick"]]);
    expect(run.alive).toEqual(["a#1 WAITING", "sink#1 QUEUED"]);
    run.say("a#1", [["p", "last tick"]], { type: "completed" });
    expect(run.alive).toEqual(["sink#1 QUEUED", "sink#2 QUEUED"]);
  });

  it.each<[WaitsFor, string, string]>([
    ["timer", "RUNNING", "RUNNING"],
    ["event", "RUNNING", "RUNNING"],
    ["child", "RUNNING", "RUNNING"],
    ["review", "REVIEW", "REVIEW"],
  ])("K11: for a %s is shown as %s, and its run as %s", (waitsFor, status, runStatus) => {
    const run = begin();
    suspend(run, "a#1", waitsFor);
    expect(run.history.nodes.get("a#1")).toMatchObject({ status, startedAt: 1000 });
    expect([run.history.status, run.execution.status]).toEqual([runStatus, runStatus]);
  });

  it("K23: can neither be claimed nor lost", () => {
    const run = begin();
    suspend(run, "a#1", "event");
    expect(run.claim("a#1").log).toEqual([]);
    expect(run.lose("a#1").log).toEqual([]);
    expect(suspend(run, "a#1", "timer").log).toEqual([]);
  });

  it("K14: waits again after a failure that may be retried", () => {
    const run = begin();
    suspend(run, "a#1", "child");
    run.say("a#1", [], { type: "failed", message: "503", retryable: true });
    expect(run.execution.live.get("a#1")).toMatchObject({ state: "QUEUED", attempt: 2, notBefore: 1100 });
    suspend(run, "a#1", "child");
    expect(run.alive).toEqual(["a#1 WAITING"]);
  });

  it("K13: is not ended by the report of an attempt that is over", () => {
    const run = begin();
    run.claim("a#1");
    run.lose("a#1");
    suspend(run, "a#1", "event");
    const late = run.say("a#1", [["p", "late"]], { type: "completed" }, { attempt: 1, from: 0 });
    expect(late.log).toMatchObject([{ type: "node.refused", attempt: 1 }]);
    expect(run.alive).toEqual(["a#1 WAITING"]);
  });
});

describe("a run that waits for people", () => {
  it("K23: goes on with the rest meanwhile, and is in review when there is no rest", () => {
    const run = play(planFor({ a: {}, b: {} }, []));
    suspend(run, "a#1", "review");
    expect(run.execution.status).toBe("RUNNING");
    run.run("b#1");
    expect(run.execution.status).toBe("REVIEW");
    expect(run.log.at(-1)).toMatchObject({ type: "execution.review", status: "REVIEW" });
    run.say("a#1", [], { type: "completed" });
    expect(run.execution.status).toBe("COMPLETED");
  });

  it("K23: runs again when a person has spoken, once", () => {
    const run = begin();
    suspend(run, "a#1", "review");
    const { log, effects } = release(run, "a#1", { edited: true });
    expect(log).toMatchObject([
      { type: "node.approved", node_id: "a", ordinal: 1, input: { edited: true } },
      { type: "execution.resumed", status: "RUNNING" },
    ]);
    expect(effects).toEqual([{ type: "run", id: "a#1", node: "a", notBefore: 1000 }]);
    expect(run.input("a#1")).toEqual({ edited: true });
    expect(release(run, "a#1", { edited: "twice" }).log).toEqual([]);
    expect(suspend(run, "a#1", "review").log).toEqual([]);
    run.run("a#1", ["p", 1]);
    expect(run.history.nodes.get("a#1")).toMatchObject({ status: "COMPLETED", input: { edited: true } });
  });

  it("K23: goes on along the error pin when a person says no", () => {
    const run = begin();
    suspend(run, "a#1", "review");
    run.say("a#1", [], { type: "failed", message: "A person rejected it", retryable: false });
    expect(run.execution.status).toBe("RUNNING");
    expect(run.input("rescue#1")).toEqual({ x: "A person rejected it" });
  });

  it("K12: waits for nobody any more after a retry, or when it has ended", () => {
    const run = begin();
    suspend(run, "a#1", "review");
    run.say("a#1", [], { type: "failed", message: "503", retryable: true });
    expect(run.execution).toMatchObject({ status: "RUNNING", used: { pending: 1, reviews: 0 } });
    suspend(run, "a#1", "review");
    run.apply({ type: "stop", at: run.at });
    expect(run.execution).toMatchObject({ status: "TERMINATED", used: { pending: 0, reviews: 0 } });
    expect(run.history.nodes.get("a#1")).toMatchObject({ status: "TERMINATED" });
  });
});

it("K23: what a person approved counts as large as it then is", () => {
  const run = play(planFor({ a: { defaults: { x: "short" } } }, []));
  run.apply({ type: "suspend", at: run.at, id: "a#1", waitsFor: "review", until: null });
  run.apply({ type: "release", at: run.at, id: "a#1", input: { x: "x".repeat(1000) } });
  expect(run.execution.live.get("a#1")?.size).toBeGreaterThan(1000);
});

it("K4: what a person has approved may wait for anything but another approval", () => {
  const run = begin();
  suspend(run, "a#1", "review");
  release(run, "a#1");
  suspend(run, "a#1", "timer");
  expect(run.alive).toEqual(["a#1 WAITING"]);
});
