import { describe, expect, it } from "vitest";
import { objectWorld, planOf } from "./object-world.ts";
import { EFFECT } from "./simulation/effects.ts";

const MINUTE = 60_000;

const oneEffect = planOf("one effect", { a: { blockId: EFFECT.id } });

describe("while the queue is away", () => {
  it("a message that it did not take is not lost, even when memory is (E1)", async () => {
    const { object, answers, sent, start, status, time } = objectWorld();
    const away = async () => {
      throw new Error("The queue is away");
    };
    answers.queue = away;
    const id = start(oneEffect);
    for (let minute = 0; minute < 30; minute += 1) {
      await time.passes(MINUTE);
      object.evict();
    }
    expect(status(id)).toBe("RUNNING");
    answers.queue = async () => undefined;
    await time.passes(MINUTE / 2);
    expect(sent).not.toHaveLength(0);
  });
});
