import { describe, expect, it } from "vitest";
import { recordOf } from "#domain/dead-letters/dead-letter.ts";
import type { Claimed } from "#engine/messages.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { EFFECT } from "./simulation/effects.ts";
import { sqlStorage } from "./sql.ts";

const plan = planOf("fragile", { act: { blockId: EFFECT.id, defaults: { x: 1 } } }, { losses: 1 });

type World = ReturnType<typeof objectWorld>;

const lettersOf = (world: World) => world.object.tables.deadLetters.list(10, 0).letters;

function fails(world: World, id: string, [step]: Claimed[], retryable: boolean): void {
  if (step === undefined) throw new Error("Nothing was lent");
  const end = { type: "failed", message: `No to ${step.attempt}`, retryable, retryAfterMs: 10 } as const;
  world.object.executor.report(id, { id: step.id, attempt: step.attempt, from: 0, outputs: [], end }, 0);
}

describe("a dead letter", () => {
  it("is what failed at all its tries, with each of them", async () => {
    const world = objectWorld();
    const id = world.start(plan);
    for (let tries = 1; tries <= 3; tries += 1) {
      expect(lettersOf(world)).toEqual([]);
      fails(world, id, world.object.executor.take(id, tries, 1), true);
      await world.time.passes(20);
    }
    world.object.evict();
    const [letter] = lettersOf(world);
    if (letter === undefined) throw new Error("There is no letter");
    const failed = world.log(id).find(({ type }) => type === "node.failed");
    expect(letter).toMatchObject({
      id: `${id}.${failed?.seq}`,
      nodeId: "act",
      attempts: 3,
      error: "No to 3",
    });
    const { input, history } = recordOf(letter, world.log(id));
    expect(input).toEqual({ x: 1 });
    expect(history.map(({ attempt, error }) => [attempt, error])).toEqual([
      [1, "No to 1"],
      [2, "No to 2"],
      [3, "No to 3"],
    ]);
    for (const { startedAt, endedAt } of history) expect(endedAt).toBeGreaterThanOrEqual(startedAt);
  });

  it("is what lost its workers too often", async () => {
    const world = objectWorld();
    const id = world.start(plan);
    for (const wake of [1, 2]) {
      expect(world.object.executor.take(id, wake, 1)).toHaveLength(1);
      await world.time.passes(31_000);
    }
    expect(lettersOf(world)).toMatchObject([{ attempts: 2, error: "Its worker was lost 2 times" }]);
  });

  it("is nothing that no other try would have helped", () => {
    const world = objectWorld();
    const id = world.start(plan);
    fails(world, id, world.object.executor.take(id, 1, 1), false);
    expect(world.status(id)).toBe("COMPLETED");
    expect(lettersOf(world)).toEqual([]);
  });

  it("is not there when the commit failed to which it belongs", () => {
    let left = Number.POSITIVE_INFINITY;
    const sql = sqlStorage(() => {
      left -= 1;
      if (left < 0) throw new Error("The disk is full");
    });
    const world = objectWorld({ sql });
    const id = world.start(planOf("once", { act: { blockId: EFFECT.id } }, { losses: 0 }));
    world.object.executor.take(id, 1, 1);
    const run = world.object.executor.find(id);
    run?.leases.set("act#1", 0);
    left = 1;
    expect(() => world.object.executor.tick(id)).toThrow("The disk is full");
    left = Number.POSITIVE_INFINITY;
    expect(lettersOf(world)).toEqual([]);
    world.object.evict();
    expect(world.object.executor.find(id)?.execution.live.get("act#1")?.state).toBe("RUNNING");
  });

  it("is forgotten with its run", async () => {
    const world = objectWorld();
    const id = world.start(planOf("once", { act: { blockId: EFFECT.id } }, { losses: 0 }));
    world.object.executor.take(id, 1, 1);
    await world.time.passes(31_000);
    expect(lettersOf(world)).toHaveLength(1);
    await world.time.passes(9 * 86_400_000);
    expect(lettersOf(world)).toEqual([]);
  });
});
