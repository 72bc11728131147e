import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Claimed } from "#engine/messages.ts";
import { Renewal } from "#engine/steps/renewal.ts";

const LEASE_MS = 60;

const step = (id: string): Claimed => ({
  id,
  attempt: 1,
  lastAttempt: false,
  blockId: "block",
  graphId: "graph",
  input: {},
  timeoutMs: 1000,
  leaseMs: LEASE_MS,
});

const never = (): never => {
  throw new Error("It was not taken away");
};

/** An object that knows some steps as lent, and is out of reach while it is down. */
function holder() {
  const state = { lent: new Set(["a", "b"]), isDown: false, heard: [] as string[] };
  const heartbeat = async (_execution: string, id: string): Promise<boolean> => {
    state.heard.push(id);
    if (state.isDown) throw new Error("The object was reset");
    return state.lent.has(id);
  };
  return { state, renewal: new Renewal({ object: () => ({ heartbeat }), execution: "e" }) };
}

describe("leases of one delivery", () => {
  it("are renewed while their steps run, and no longer", async () => {
    const { state, renewal } = holder();
    const [a, b] = [step("a"), step("b")];
    renewal.join(a, never);
    renewal.join(b, never);
    await expect.poll(() => state.heard).toEqual(expect.arrayContaining(["a", "b"]));
    renewal.leave(a);
    state.heard = [];
    await expect.poll(() => state.heard.length).toBeGreaterThan(1);
    expect(new Set(state.heard)).toEqual(new Set(["b"]));
    renewal.end();
    state.heard = [];
    await sleep(2 * LEASE_MS);
    expect(state.heard).toEqual([]);
  });

  it("that are gone are told to their step, and to no other", async () => {
    const { state, renewal } = holder();
    let lost = 0;
    renewal.join(step("a"), () => {
      lost += 1;
    });
    renewal.join(step("b"), never);
    state.lent.delete("a");
    await expect.poll(() => lost).toBeGreaterThan(0);
    renewal.end();
  });

  it("are not given up for a call that fails", async () => {
    const { state, renewal } = holder();
    renewal.join(step("a"), never);
    state.isDown = true;
    await expect.poll(() => state.heard.length).toBeGreaterThan(1);
    renewal.end();
  });
});
