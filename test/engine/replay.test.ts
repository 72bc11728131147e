import { describe, expect, it } from "vitest";
import { performWith } from "#engine/runs/perform.ts";
import { emptyHistory, read } from "#kernel/history.ts";
import type { LogEntry } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import type { Json } from "#lib/json.ts";
import { replay } from "../../local/replay/replay.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { EFFECT } from "./simulation/effects.ts";
import { drawFaults } from "./simulation/faults.ts";
import { drawPlan, type Shape } from "./simulation/plans.ts";
import { Random } from "./simulation/random.ts";
import { play } from "./simulation/simulate.ts";

const INPUT = "c0a8e994-ebf1-4a9c-a4d8-89d09c86741b";
const OUTPUT = "363ae599-353e-4804-937e-b2ee3cef3da4";
const STEP = "f66a3543-28d3-4ab5-8945-9b336371e2ce";
const TIMER = "d67a9c52-5e4e-11e2-bcfd-0800200c9a71";
const HUMAN = "8b2a7b3c-6e9d-4a5f-8c1b-2e3f4a5b6c7d";
const AGENT = "e189baac-8c20-45a1-94a7-55177ea42565";
const SAMPLING = "4a448883-71fa-49cf-91cf-70d793bd7d87";

const SHAPE: Shape = { manyWriters: true, mostNodes: 9, mostItems: 8 };
const HOUR = 3_600_000;

/** What a log is after it was written and read. */
const copyOf = (log: readonly LogEntry[]): LogEntry[] => structuredClone([...log]);

describe.each(Array.from({ length: 25 }, (_, index) => index + 1))("seed %i", (seed) => {
  it("is told by its log, whatever went wrong on the way", async () => {
    const random = new Random(seed);
    const drawn = [drawPlan(random, SHAPE), drawPlan(random, SHAPE)];
    const stops = new Map(seed % 3 === 0 ? [[0, random.between(1, 20_000)]] : []);
    const { logs } = await play(random.fork(), { drawn, faults: drawFaults(random), stops });
    for (const [index, { plan }] of drawn.entries()) expect(replay(plan, logs[index] ?? [])).toBeNull();
  });
});

type World = ReturnType<typeof objectWorld>;

/** A run that waits for a person and a child, and has a worker that was lost. */
async function eventful(): Promise<{ plan: Plan; log: LogEntry[] }> {
  const child = planOf("child", {
    in: { blockId: INPUT, defaults: { name: "items" }, feeds: { result: ["each.items"] } },
    each: { blockId: STEP, feeds: { item: ["out.value"] } },
    out: { blockId: OUTPUT, defaults: { name: "item" } },
  });
  const agent = { graph_id: "child", graph_version: 1, inputs: {} };
  const plan = planOf("eventful", {
    in: { blockId: INPUT, defaults: { name: "list" }, feeds: { result: ["agent.items", "sample.data"] } },
    agent: {
      blockId: AGENT,
      defaults: { ...agent, input_schema: { properties: { items: {} } }, output_schema: {} },
      feeds: { item: ["ask.data"] },
    },
    ask: {
      blockId: HUMAN,
      defaults: { name: "ask" },
      feeds: { approved_data: ["act.a", "wait.input_message"] },
    },
    act: { blockId: EFFECT.id, feeds: { out: ["out.value"] } },
    wait: { blockId: TIMER, defaults: { hours: 1 }, feeds: { output_message: ["out.value"] } },
    sample: { blockId: SAMPLING, defaults: { sample_size: 1 }, feeds: { sampled_data: ["sampled.value"] } },
    out: { blockId: OUTPUT, defaults: { name: "y" } },
    sampled: { blockId: OUTPUT, defaults: { name: "sampled" } },
  });
  const world = objectWorld();
  const id = world.start(plan, { list: [["a"], ["b"], ["c"], ["d"]] }, { "child@1": child });
  approveAll(world);
  const [lost] = world.object.executor.take(id, 1, 1);
  if (lost === undefined) throw new Error("Nothing was lent");
  await world.time.passes(31_000);
  for (const step of world.object.executor.take(id, 2, 9)) {
    const report = { id: step.id, attempt: step.attempt };
    const outputs = [0, 1, 2].map((data: Json) => ({ name: "out", data }));
    world.object.executor.report(id, { ...report, from: 0, outputs: outputs.slice(0, 2) }, 0);
    const end = { type: "completed" } as const;
    world.object.executor.report(id, { ...report, from: 2, outputs: outputs.slice(2), end }, 0);
  }
  world.object.executor.report(id, { id: lost.id, attempt: 1, from: 0, outputs: [] }, 0);
  await world.time.passes(HOUR);
  return { plan, log: world.log(id) };
}

function approveAll(world: World): void {
  const { reviews } = world.object.executor.reviews({ limit: 10, offset: 0 });
  for (const { id } of reviews) world.object.executor.decide(id, { approved: true, message: "" });
}

describe("a run with children, people, timers and chance", async () => {
  const { plan, log } = await eventful();
  const tampered = (change: (copy: LogEntry[]) => void) => {
    const copy = copyOf(log);
    change(copy);
    return replay(plan, copy);
  };

  it("is told by its log, which has all of that in it", () => {
    const types = new Set(log.map(({ type }) => type));
    for (const type of ["node.waiting", "node.retried", "execution.review", "execution.completed"])
      expect(types).toContain(type);
    expect(replay(plan, log)).toBeNull();
  });

  it("may have happened at other times", () => {
    expect(
      tampered((copy) => {
        for (const entry of copy) if (entry.type !== "node.retried") entry.at += 1;
      }),
    ).toBeNull();
  });

  it("is not told by a log in which a pure node gave something else", () => {
    const at = log.findIndex((entry) => entry.type === "node.output" && entry.node_id === "in");
    const found = tampered((copy) => Object.assign(copy[at] ?? {}, { output_data: ["x"] }));
    expect(found).toMatchObject({
      seq: at + 1,
      recorded: { output_data: ["x"] },
      replayed: { output_data: [["a"], ["b"], ["c"], ["d"]] },
    });
  });

  it("is not told by a log with another end, though the entry before came with it", () => {
    const found = tampered((copy) => Object.assign(copy.at(-1) ?? {}, { status: "FAILED" }));
    expect(found).toMatchObject({
      seq: log.length,
      recorded: { status: "FAILED" },
      replayed: { status: "COMPLETED" },
    });
  });

  it("is not told by a log in which what a worker gave went nowhere", () => {
    const at = log.findIndex((entry) => entry.type === "node.output" && entry.node_id === "act");
    const found = tampered((copy) => Object.assign(copy[at] ?? {}, { output_data: "other" }));
    expect(found?.seq).toBeGreaterThan(at + 1);
  });

  it("is not told by a log that lacks an entry, ends early, or begins late", () => {
    expect(tampered((copy) => copy.splice(5, 1))).toMatchObject({ seq: expect.any(Number) });
    expect(tampered((copy) => copy.pop())).not.toBeNull();
    expect(tampered((copy) => copy.shift())).not.toBeNull();
    expect(replay(plan, [])).toMatchObject({ seq: 1 });
  });
});

it.each([true, false])("a sensitive node that a person let go (%o) or not is told by the log", (approved) => {
  const { nodes, ...rest } = planOf("sensitive", { act: { blockId: EFFECT.id, defaults: { x: 1 } } });
  const safeMode = { people: true, sensitive: true };
  const plan: Plan = {
    ...rest,
    safeMode,
    nodes: Object.fromEntries(Object.entries(nodes).map(([id, node]) => [id, { ...node, sensitive: true }])),
  };
  const world = objectWorld();
  const { executor } = world.object;
  const id = world.start(plan);
  const [review] = executor.reviews({ limit: 10, offset: 0 }).reviews;
  executor.decide(review?.id ?? "", { approved, data: { x: 2 }, message: "" });
  for (const step of executor.take(id, 1, 6)) {
    const end = { type: "completed" } as const;
    executor.report(id, { id: step.id, attempt: step.attempt, from: 0, outputs: [], end }, 0);
  }
  expect(world.log(id).some(({ type }) => type === "node.approved")).toBe(approved);
  expect(replay(plan, world.log(id))).toBeNull();
});

it("what a run kept is taken from its log: done anew it might come to something else", () => {
  const plan = planOf("kept", {
    in: { blockId: INPUT, defaults: { name: "x", value: "now" }, feeds: { result: ["out.value"] } },
    out: { blockId: OUTPUT, defaults: { name: "y" } },
  });
  const world = objectWorld();
  const outputs = [{ name: "result", data: "then" }];
  const kept = [{ id: "in#1", input: { name: "x", value: "now" }, outputs } as const];
  const log = world.log(world.start(plan, {}, {}, { retryOf: crypto.randomUUID(), kept }));
  expect(read(emptyHistory(), log).outputs).toEqual({ y: ["then"] });
  expect(replay(plan, log)).toBeNull();
});

it("a pure block runs by the chance that it is given", () => {
  const plan = planOf("chance", {
    sample: { blockId: SAMPLING, defaults: { data: [[1], [2]], sample_size: 1 } },
  });
  const node = plan.nodes["sample"];
  if (node === undefined) throw new Error("The plan has no such node");
  const draws = [0, 0.99].map(
    (drawn) => performWith({ random: () => drawn })(node, node.defaults, 0, "sample#1").outputs,
  );
  expect(draws[0]).not.toEqual(draws[1]);
});
