import { describe, expect, it } from "vitest";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { EFFECT } from "./simulation/effects.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const oneEffect = planOf("one effect", { a: { blockId: EFFECT.id } });

describe("a run that no worker comes for", () => {
  it("waits its turn while workers come for other runs, and asks ever more seldom", async () => {
    const { object, sent, start, status, time } = objectWorld();
    const busy = start(oneEffect);
    const waiting = start(oneEffect);
    const [step] = object.executor.take(busy, 1, 1);
    if (step === undefined) throw new Error("Nothing to take");
    for (let minute = 0; minute < 10 * 60; minute += 1) {
      for (let beat = 0; beat < 6; beat += 1) {
        await time.passes(MINUTE / 6);
        expect(object.executor.heartbeat(busy, step.id, step.attempt)).toBe(true);
      }
      object.evict();
    }
    expect(status(waiting)).toBe("RUNNING");
    expect(sent.filter(({ executionId }) => executionId === waiting).length).toBeLessThan(30);
    expect(object.executor.take(waiting, 99, 1)).toHaveLength(1);
  });

  it("waits its turn, too, when its object sleeps whenever it has heard of a worker", async () => {
    const { object, start, status, time } = objectWorld({ settings: { leaseMs: 2 * MINUTE } });
    const busy = start(oneEffect);
    const waiting = start(oneEffect);
    const [step] = object.executor.take(busy, 1, 1);
    if (step === undefined) throw new Error("Nothing to take");
    for (let minute = 0; minute < 4 * 60; minute += 1) {
      await time.passes(MINUTE);
      expect(object.executor.heartbeat(busy, step.id, step.attempt)).toBe(true);
      object.evict();
    }
    expect(status(waiting)).toBe("RUNNING");
  });

  it.each([1, 3, 8])("is given up with the last of the %i messages that it may lose", async (wakeTries) => {
    const { sent, start, log, time } = objectWorld({ settings: { wakeTries, leaseMs: 1000 } });
    const id = start(oneEffect);
    await time.passes(HOUR);
    expect(sent).toHaveLength(wakeTries);
    const message = `No worker came for ${wakeTries} queue messages`;
    expect(log(id).at(-1)).toMatchObject({ error: { code: "STALLED", message } });
  });

  it("is STALLED when none is heard of at all (E2)", async () => {
    const { object, start, log, time } = objectWorld();
    const busy = start(oneEffect);
    const waiting = start(oneEffect);
    object.executor.take(busy, 1, 1);
    await time.passes(HOUR);
    const error = { code: "STALLED" };
    expect(log(waiting).at(-1)).toMatchObject({ type: "execution.failed", error });
    expect(log(busy).at(-1)).toMatchObject({ type: "execution.failed", error });
  });
});
