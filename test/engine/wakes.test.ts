import { describe, expect, it } from "vitest";
import type { Claimed } from "#engine/messages.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { EFFECT } from "./simulation/effects.ts";

const oneEffect = planOf("one effect", { a: { blockId: EFFECT.id } });
const twoEffects = planOf("two effects", { a: { blockId: EFFECT.id }, b: { blockId: EFFECT.id } });

function first(lent: readonly Claimed[]): Claimed {
  const [step] = lent;
  if (step === undefined) throw new Error("Nothing was lent");
  return step;
}

describe("a message by which a worker came", () => {
  it("is not waited for any more: the next one goes out when there is work again", async () => {
    const { object, sent, start, time } = objectWorld();
    const id = start(oneEffect);
    await time.passes(10);
    const { attempt } = first(object.executor.take(id, sent[0]?.wake ?? 0, 1));
    const end = { type: "failed", message: "Not now", retryable: true, retryAfterMs: 100 } as const;
    object.executor.report(id, { id: "a#1", attempt, from: 0, outputs: [], end }, 0);
    await time.passes(200);
    expect(sent).toHaveLength(2);
  });

  it("makes up for those that were lost before it", async () => {
    const { object, sent, start, time } = objectWorld();
    const id = start(
      planOf("chain", { a: { blockId: EFFECT.id, feeds: { out: ["b.a"] } }, b: { blockId: EFFECT.id } }),
    );
    await time.passes(100_000);
    expect(sent.length).toBeGreaterThan(3);
    const step = first(object.executor.take(id, sent.at(-1)?.wake ?? 0, 1));
    const outputs = [{ name: "out", data: 1 }];
    const end = { type: "completed" } as const;
    object.executor.report(id, { id: step.id, attempt: step.attempt, from: 0, outputs, end }, 0);
    await time.passes(10);
    const before = sent.length;
    await time.passes(10_000);
    expect(sent.length).toBe(before + 1);
  });
});

describe("messages", () => {
  it("of one run are ten at once at most, however much there is to do", async () => {
    const { sent, start, time } = objectWorld();
    start(
      planOf(
        "many",
        Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`n${index}`, { blockId: EFFECT.id }])),
      ),
    );
    await time.passes(10);
    expect(sent).toHaveLength(10);
  });

  it("are no more than it takes, however often their run changes before a worker comes", async () => {
    const { object, sent, start, time } = objectWorld();
    const id = start(twoEffects);
    const step = first(object.executor.take(id, 99, 1));
    for (let second = 0; second < 5; second += 1) {
      await time.passes(1000);
      expect(object.executor.heartbeat(id, step.id, step.attempt)).toBe(true);
    }
    expect(sent).toHaveLength(1);
  });
});

describe("a node execution that must not be tried before its time", () => {
  it("has no message until then", async () => {
    const { object, sent, start, time } = objectWorld();
    const id = start(oneEffect);
    await time.passes(10);
    const { attempt } = first(object.executor.take(id, sent[0]?.wake ?? 0, 1));
    const end = { type: "failed", message: "Not now", retryable: true, retryAfterMs: 5000 } as const;
    object.executor.report(id, { id: "a#1", attempt, from: 0, outputs: [], end }, 0);
    await time.passes(4000);
    expect(sent).toHaveLength(1);
    await time.passes(2000);
    expect(sent).toHaveLength(2);
  });
});

describe("a report that comes twice", () => {
  it("is lent nothing the second time: nobody would do it", () => {
    const { object, start, complete } = objectWorld();
    const id = start(twoEffects);
    const step = first(object.executor.take(id, 1, 1));
    expect(complete(id, step)).toEqual([]);
    expect(complete(id, step, 1)).toBeNull();
    expect(object.executor.take(id, 2, 1)).toMatchObject([{ id: "b#1", attempt: 1 }]);
  });
});
