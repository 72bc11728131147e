import { getEventListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { startDeadline } from "#lib/deadline.ts";

const late = () => new Error("too late");
const endless = () => new Promise<never>(() => undefined);

describe("a deadline", () => {
  it("is met by work that is done in time, which leaves nothing behind", async () => {
    const outer = new AbortController();
    const deadline = startDeadline(20, late, outer.signal);
    expect(await deadline.meet(Promise.resolve(7))).toBe(7);
    deadline.end();
    expect(getEventListeners(outer.signal, "abort")).toEqual([]);
    await sleep(40);
    expect(deadline.signal.aborted).toBe(false);
  });

  it("ends work that goes on, and work that comes after it", async () => {
    const deadline = startDeadline(10, late, null);
    await expect(deadline.meet(endless())).rejects.toThrow("too late");
    expect(deadline.signal.reason).toMatchObject({ message: "too late" });
    await expect(deadline.meet(endless())).rejects.toThrow("too late");
  });

  it("comes early when the other signal does, with its reason", async () => {
    const outer = new AbortController();
    const deadline = startDeadline(10_000, late, outer.signal);
    const met = deadline.meet(endless());
    outer.abort(new Error("left"));
    await expect(met).rejects.toThrow("left");
    expect(deadline.signal.reason).toMatchObject({ message: "left" });
    deadline.end();
  });

  it("that is cut aborts what is still open, and its timer never rings", async () => {
    let rang = 0;
    const ring = () => {
      rang += 1;
      return late();
    };
    const deadline = startDeadline(10, ring, null);
    deadline.cut();
    expect(deadline.signal.aborted).toBe(true);
    await sleep(30);
    expect(rang).toBe(0);
  });
});
