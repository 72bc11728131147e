import { describe, expect, it } from "vitest";
import { storeValue } from "#blocks/basic/store-value.ts";
import { stepThroughItems } from "#blocks/logic/step-through-items.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { EFFECT } from "./simulation/effects.ts";
import { sqlStorage } from "./sql.ts";
import { VirtualTime } from "./virtual-time.ts";

const twoEffects = planOf("two effects", { a: { blockId: EFFECT.id }, b: { blockId: EFFECT.id } });

const many = planOf("many effects", {
  list: {
    blockId: stepThroughItems.id,
    defaults: { items: Array.from({ length: 300 }, (_, index) => index) },
    feeds: { item: ["effect.a"] },
  },
  effect: { blockId: EFFECT.id },
});

describe("a commit", () => {
  it("writes the rows of what it changed, however much else is lent", () => {
    let statements = 0;
    const sql = sqlStorage(() => {
      statements += 1;
    });
    const { object, start, complete } = objectWorld({ sql });
    const id = start(many);
    const lent = object.executor.take(id, 1, 300);
    const [first, second] = lent;
    if (first === undefined || second === undefined) throw new Error("Nothing was lent");
    statements = 0;
    object.executor.heartbeat(id, first.id, first.attempt);
    expect(statements).toBeLessThan(5);
    statements = 0;
    complete(id, second);
    expect(statements).toBeLessThan(8);
    object.evict();
    expect(object.executor.find(id)?.leases.size).toBe(299);
  });
});

describe("a lease", () => {
  it("that was prolonged is so in an object that slept: its node execution is lent to nobody else", async () => {
    const { object, start, complete, log, time } = objectWorld();
    const id = start(twoEffects);
    const [step] = object.executor.take(id, 1, 1);
    if (step === undefined) throw new Error("Nothing was lent");
    await time.passes(20_000);
    expect(object.executor.heartbeat(id, step.id, step.attempt)).toBe(true);
    object.evict();
    await time.passes(20_000);
    expect(complete(id, step)).not.toBeNull();
    expect(log(id).map(({ type }) => type)).not.toContain("node.retried");
  });
});

describe("what a worker notes", () => {
  it("is there after the object slept, though nothing else was said", () => {
    const { object, start } = objectWorld();
    const id = start(twoEffects);
    const [step] = object.executor.take(id, 1, 1);
    if (step === undefined) throw new Error("Nothing was lent");
    const { id: of, attempt } = step;
    const notes = { from: 0, entries: ["paid"] };
    object.executor.report(id, { id: of, attempt, from: 0, outputs: [], notes }, 0);
    object.evict();
    expect(object.executor.notes(id, of, attempt, 0)).toEqual(["paid"]);
  });
});

describe("when a run must be looked at again", () => {
  // One of these lets the retry become due between two looks at the clock.
  it.each([50, 51, 52])(
    "is never later than its retry after %i ms, though time goes on (E2)",
    (retryAfterMs) => {
      const time = new VirtualTime();
      let later = 0;
      const moving = Object.assign(Object.create(time), {
        now: () => {
          later += 1;
          return time.now() + later;
        },
      });
      const { object, start } = objectWorld({ time: moving });
      const id = start(twoEffects);
      const [a, b] = object.executor.take(id, 1, 2);
      if (a === undefined || b === undefined) throw new Error("Nothing to take");
      const end = { type: "failed", message: "Not now", retryable: true, retryAfterMs } as const;
      object.executor.report(id, { id: a.id, attempt: 1, from: 0, outputs: [], end }, 0);
      const retryAt = object.executor.find(id)?.execution.live.get(a.id)?.notBefore ?? 0;
      for (let tries = 0; tries < 40; tries += 1) {
        object.executor.heartbeat(id, b.id, b.attempt);
        const due = object.tables.run(id)?.due ?? Number.POSITIVE_INFINITY;
        const isCalledFor = object.executor.find(id)?.wakes.outstanding.length !== 0;
        if (!isCalledFor) expect(due).toBeLessThanOrEqual(retryAt);
      }
    },
  );
});

it("what one slice leaves over of pure nodes is gone on with, also in an object that slept (E2)", async () => {
  const { object, start, status, time } = objectWorld();
  const items = Array.from({ length: 1800 }, (_, index) => index);
  const id = start(
    planOf("many", {
      each: { blockId: stepThroughItems.id, defaults: { items }, feeds: { item: ["keep.input"] } },
      keep: { blockId: storeValue.id },
    }),
  );
  expect(status(id)).toBe("RUNNING");
  for (let slice = 0; slice < 10 && status(id) === "RUNNING"; slice += 1) {
    object.evict();
    await time.passes(1000);
  }
  expect(status(id)).toBe("COMPLETED");
});
