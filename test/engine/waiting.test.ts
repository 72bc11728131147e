import { describe, expect, it } from "vitest";
import { waitingOf } from "#engine/runs/waiting.ts";
import type { Plan } from "#kernel/plan.ts";
import type { JsonObject } from "#lib/json.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { EFFECT } from "./simulation/effects.ts";

const TIMER = "d67a9c52-5e4e-11e2-bcfd-0800200c9a71";
const HUMAN = "8b2a7b3c-6e9d-4a5f-8c1b-2e3f4a5b6c7d";
const AGENT = "e189baac-8c20-45a1-94a7-55177ea42565";
const EVENT = "7ecad40f-7ce2-45d7-8a68-54e4b8d42779";

const DAY = 86_400_000;

/** A run whose nodes are to wait, in an object that slept meanwhile, and what they say of it. */
function waiting(plan: Plan, agents: Record<string, Plan> = {}) {
  const world = objectWorld();
  const id = world.start(plan, {}, agents);
  world.object.evict();
  const now = () => {
    const run = world.object.executor.find(id);
    return run === null ? {} : waitingOf(run, world.time.now());
  };
  return { world, id, now };
}

const alone = (blockId: string, defaults: JsonObject): Plan => planOf("alone", { it: { blockId, defaults } });

describe("what a node execution waits for", () => {
  it("is its next tick, for a timer", async () => {
    const { world, now } = waiting(alone(TIMER, { seconds: 90, input_message: "now", repeat: 2 }));
    const begun = world.time.now();
    expect(now()).toEqual({ "it#1": { for: "timer", on: null, until: begun + 90_000 } });
    await world.time.passes(91_000);
    expect(now()).toEqual({ "it#1": { for: "timer", on: null, until: begun + 180_000 } });
    await world.time.passes(90_000);
    expect(now()).toEqual({});
  });

  it("is an event, by its name", () => {
    const { world, now } = waiting(alone(EVENT, { event: "paid", timeout_seconds: 60 }));
    expect(now()).toEqual({ "it#1": { for: "event", on: "paid", until: world.time.now() + 60_000 } });
  });

  it("is a person's decision, by the id of its review", () => {
    const { world, id, now } = waiting(alone(HUMAN, { name: "Mail", data: "hello" }));
    const [review] = world.object.executor.reviews({ limit: 10, offset: 0 }).reviews;
    expect(now()).toEqual({ "it#1": { for: "review", on: review?.id, until: world.time.now() + 7 * DAY } });
    expect(world.log(id)).toContainEqual(
      expect.objectContaining({ type: "node.waiting", waits_for: "review", waits_on: review?.id }),
    );
  });

  it("is the end of another run, by its id", () => {
    const child = planOf("child", { act: { blockId: EFFECT.id, defaults: { x: 1 } } });
    const agent = { graph_id: "child", graph_version: 1, inputs: {}, input_schema: {}, output_schema: {} };
    const { world, now } = waiting(alone(AGENT, agent), { "child@1": child });
    const { on } = now()["it#1"] ?? {};
    expect(now()).toEqual({ "it#1": { for: "child", on, until: null } });
    expect(world.object.executor.find(on ?? "")?.plan.graphId).toBe("child");
  });

  it("is a worker, then nothing while one is at it, then its next attempt", () => {
    const { world, id, now } = waiting(alone(EFFECT.id, { x: 1 }));
    const { executor } = world.object;
    expect(now()).toEqual({ "it#1": { for: "worker", on: null, until: null } });
    const [step] = executor.take(id, 1, 1);
    expect(now()).toEqual({});
    const end = { type: "failed", message: "Busy", retryable: true, retryAfterMs: 5000 } as const;
    executor.report(id, { id: "it#1", attempt: step?.attempt ?? 0, from: 0, outputs: [], end }, 0);
    expect(now()).toEqual({ "it#1": { for: "retry", on: null, until: world.time.now() + 5000 } });
  });

  it("ends at the latest when the node has waited for too long", () => {
    const plan = planOf("alone", {
      it: { blockId: EVENT, defaults: { event: "paid", timeout_seconds: 60 } },
    });
    const node = plan.nodes["it"];
    if (node === undefined) throw new Error("The plan has no such node");
    const { world, now } = waiting({ ...plan, nodes: { it: { ...node, waitMs: 1000 } } });
    expect(now()["it#1"]?.until).toBe(world.time.now() + 1000);
  });
});
