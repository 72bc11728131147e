import { expect, it } from "vitest";
import { systemLater } from "#engine/later.ts";

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
