import { describe, expect, it } from "vitest";
import { Budget } from "#blocks/budget.ts";

describe("a budget", () => {
  it("sets aside what is wanted, and what is left where that is less", async () => {
    const budget = new Budget(100);
    expect((await budget.hold(60)).amount).toBe(60);
    const alone = new Budget(100);
    expect((await alone.hold(500)).amount).toBe(100);
    expect((await new Budget(0).hold(1)).amount).toBe(0);
  });

  it("lets a call wait until others leave it what it wants", async () => {
    const budget = new Budget(100);
    const first = await budget.hold(80);
    let second = Number.NaN;
    const waiting = budget.hold(50).then(({ amount }) => {
      second = amount;
    });
    await Promise.resolve();
    expect(second).toBeNaN();
    budget.use(30);
    first.release();
    await waiting;
    expect(second).toBe(50);
  });

  it("counts what is given back twice only once", async () => {
    const budget = new Budget(100);
    const first = await budget.hold(50);
    await budget.hold(50);
    first.release();
    first.release();
    expect((await budget.hold(50)).amount).toBe(50);
  });

  it("has nothing left when more was used than it had", async () => {
    const budget = new Budget(100);
    budget.use(150);
    expect((await budget.hold(10)).amount).toBe(0);
  });
});
