import { describe, expect, it } from "vitest";
import { sharedLater, systemLater } from "#lib/later.ts";
import { VirtualTime } from "../engine/virtual-time.ts";

const timer = () => new Promise<void>((resolve) => setTimeout(resolve, 5));

it("without delay comes after this turn and before any timer", async () => {
  const order: string[] = [];
  setTimeout(() => order.push("timer"), 0);
  systemLater(0, () => order.push("later"));
  order.push("now");
  await timer();
  expect(order).toEqual(["now", "later", "timer"]);
});

it.each([0, 1])("after %i ms is called off", async (ms) => {
  let runs = 0;
  const callOff = systemLater(ms, () => {
    runs += 1;
  });
  callOff();
  await timer();
  expect(runs).toBe(0);
});

describe("one timer for all", () => {
  const shared = () => {
    const time = new VirtualTime();
    let timers = 0;
    const later = sharedLater(time.now, (ms, run) => {
      timers += 1;
      return time.later(ms, run);
    });
    return { time, later, timers: () => timers };
  };

  it("rings for each at its moment, whatever the order in which they asked", async () => {
    const { time, later } = shared();
    const since = time.now();
    const rang: number[] = [];
    for (const ms of [500, 20, 0, 500, 1000]) later(ms, () => rang.push(time.now() - since - ms));
    await time.passes(5000);
    expect(rang).toEqual([1, 0, 0, 0, 0]);
  });

  it("rings for those who come while it rings, and after it was idle", async () => {
    const { time, later } = shared();
    let rang = 0;
    later(10, () => later(10, () => rang++));
    await time.passes(20);
    expect(rang).toBe(1);
    later(10, () => rang++);
    await time.passes(10);
    expect(rang).toBe(2);
  });

  it("rings in time though the clock is set back", async () => {
    const time = new VirtualTime();
    let isSetBack = false;
    const later = sharedLater(() => time.now() - (isSetBack ? 600_000 : 0), time.later);
    let rang = 0;
    later(30_000, () => rang++);
    isSetBack = true;
    await time.passes(30_000);
    expect(rang).toBe(1);
  });

  it("does not ring for who called it off, also from beside", async () => {
    const { time, later } = shared();
    let rang = 0;
    later(10, () => rang++)();
    let callOff = () => {};
    later(20, () => callOff());
    const others = [20, 30].map((ms) => later(ms, () => rang++));
    callOff = () => {
      for (const each of others) each();
    };
    await time.passes(100);
    expect(rang).toBe(0);
  });

  it("takes a hundred deadlines that are met with one timer", async () => {
    const { time, later, timers } = shared();
    for (let i = 0; i < 100; i += 1) {
      const callOff = [later(30_000, () => undefined), later(60_000, () => undefined)];
      await time.passes(3);
      for (const each of callOff) each();
    }
    expect(timers()).toBe(1);
    await time.passes(100_000);
    expect(timers()).toBe(1);
  });
});
