import { describe, expect, it } from "vitest";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { EFFECT } from "./simulation/effects.ts";
import { faultySql } from "./sql.ts";

const oneEffect = planOf("one effect", { a: { blockId: EFFECT.id } });

/** An object with one place for runs, of which the first has it. */
function oneAtATime() {
  const { sql, fault } = faultySql();
  const world = objectWorld({ sql, settings: { userRuns: 1 } });
  const first = world.start(oneEffect);
  const finish = (id: string) => {
    const [claimed] = world.object.executor.take(id, 1, 1);
    if (claimed === undefined) throw new Error("There is nothing to do");
    world.complete(id, claimed);
  };
  return { ...world, fault, first, finish };
}

describe("a place", () => {
  it("that is free is given to who waits, though a start failed before", () => {
    const { fault, first, start, status, finish } = oneAtATime();
    fault.times = 1;
    fault.within = "INSERT INTO runs";
    expect(() => start(oneEffect)).toThrow("The disk hiccups");
    const next = start(oneEffect);
    expect(status(next)).toBe("QUEUED");
    finish(first);
    expect(status(next)).toBe("RUNNING");
  });

  it("is given later when the line cannot be read; the run that leaves it has ended all the same", async () => {
    const { fault, first, object, start, status, finish, time } = oneAtATime();
    const next = start(oneEffect);
    object.evict();
    fault.times = 1;
    fault.within = "SELECT id, plan, head FROM runs";
    finish(first);
    expect(fault.times).toBe(0);
    expect([status(first), status(next)]).toEqual(["COMPLETED", "QUEUED"]);
    await time.passes(10 * 60_000);
    expect(status(next)).not.toBe("QUEUED");
  });
});
