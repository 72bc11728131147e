import { expect, it } from "vitest";
import { type Chaos, drawFaults, parseChaos } from "../../local/qstash/chaos.ts";
import { aClock, world } from "./qstash-world.ts";

it("reads a setting", () => {
  expect(parseChaos("seed=7,duplicate=0.1,drop=0.05,delay=0.2:500")).toEqual({
    seed: 7,
    duplicate: 0.1,
    drop: 0.05,
    delay: { rate: 0.2, maxMs: 500 },
  });
  expect(parseChaos(" seed = 1 , reorder=0.5, late=1:660000")).toEqual({
    seed: 1,
    reorder: 0.5,
    late: 1,
    lateMs: 660_000,
  });
  expect(parseChaos("")).toBeNull();
});

it.each(["duplicate=2", "drop=-1", "delay=0.5", "explode=1", "seed", "late=often"])(
  "refuses the setting %s",
  (setting) => {
    expect(() => parseChaos(setting)).toThrow(/^chaos: /);
  },
);

it("draws faults at their rates, the same ones for the same seed, message and attempt", () => {
  const chaos: Chaos = {
    seed: 7,
    duplicate: 0.3,
    drop: 0.1,
    delay: { rate: 0.5, maxMs: 80 },
    reorder: 0.2,
    late: 0.05,
  };
  const draw = (seed: number) =>
    Array.from({ length: 5000 }, (_, order) => drawFaults({ ...chaos, seed }, order, 0));
  const faults = draw(7);
  const share = (hit: (fault: (typeof faults)[number]) => boolean) =>
    faults.filter(hit).length / faults.length;
  expect(draw(7)).toEqual(faults);
  expect(draw(8)).not.toEqual(faults);
  expect(drawFaults(chaos, 1, 1)).not.toEqual(drawFaults(chaos, 1, 0));
  expect(share((fault) => fault.duplicateAfterMs !== undefined)).toBeCloseTo(0.3, 1);
  expect(share((fault) => fault.lost === "request")).toBeCloseTo(0.05, 1);
  expect(share((fault) => fault.lost === "answer")).toBeCloseTo(0.05, 1);
  expect(share((fault) => fault.delayMs > 0)).toBeCloseTo(1 - 0.5 * 0.8, 1);
  expect(share((fault) => fault.lateAfterMs === 660_000)).toBeCloseTo(0.05, 1);
  expect(Math.max(...faults.map((fault) => fault.delayMs))).toBeLessThanOrEqual(80 + 26);
});

const MESSAGES = 60;

async function runThrough(chaos: Chaos) {
  const { client, destination, qstash } = await world({ chaos });
  const bodies = Array.from({ length: MESSAGES }, (_, n) => `${n}`);
  await client.batch(bodies.map((body) => ({ url: destination.url, body, retries: 30, retryDelay: "1" })));
  await expect.poll(() => qstash.counters().delivered, { timeout: 20_000, interval: 5 }).toBe(MESSAGES);
  await qstash.idle();
  const arrivals = destination.received.map(
    ({ body, headers }) => `${body} attempt ${headers["upstash-retried"]}`,
  );
  return { bodies, arrivals, received: destination.bodies(), counters: qstash.counters() };
}

it("survives every fault with each message delivered at least once, the same way for the same seed", async () => {
  const chaos: Chaos = { seed: 11, duplicate: 0.5, drop: 0.3, delay: { rate: 0.3, maxMs: 20 }, reorder: 0.5 };
  const first = await runThrough(chaos);
  expect(new Set(first.received)).toEqual(new Set(first.bodies));
  expect(first.counters.dropped).toBeGreaterThan(10);
  expect(first.counters.duplicated).toBeGreaterThan(20);
  expect(first.counters.attempts).toBe(MESSAGES + first.counters.dropped);
  expect(first.received.filter((body, at) => first.received.indexOf(body) === at)).not.toEqual(first.bodies);

  const second = await runThrough(chaos);
  expect(second.counters).toEqual(first.counters);
  expect(second.arrivals.sort()).toEqual(first.arrivals.sort());
  const other = await runThrough({ ...chaos, seed: 12 });
  expect(other.arrivals.sort()).not.toEqual(first.arrivals);
});

it("delivers each attempt twice at a duplicate rate of 1, until chaos is switched off", async () => {
  const { client, destination, qstash } = await world({ chaos: { seed: 1, duplicate: 1 } });
  const { messageId } = await client.publish({ url: destination.url, body: "twice" });
  await qstash.idle();
  expect(destination.received.map(({ headers }) => headers["upstash-message-id"])).toEqual([
    messageId,
    messageId,
  ]);
  qstash.setChaos(null);
  await client.publish({ url: destination.url, body: "once" });
  await qstash.idle();
  expect(destination.bodies()).toEqual(["twice", "twice", "once"]);
  expect(qstash.counters()).toMatchObject({ published: 2, delivered: 2, attempts: 2, duplicated: 1 });
});

it("loses requests and answers: the first never arrive, the second arrive and are made again", async () => {
  const { client, destination, qstash, logged } = await world({ chaos: { seed: 3, drop: 1 } });
  for (let n = 0; n < 20; n++) await client.publish({ url: destination.url, body: `${n}`, retries: 0 });
  await qstash.idle();
  expect(qstash.counters()).toMatchObject({ attempts: 20, dropped: 20, failed: 20, delivered: 0 });
  const lostRequests = logged.filter((line) => line.includes("the request was lost")).length;
  expect(lostRequests).toBeGreaterThan(0);
  expect(destination.received).toHaveLength(20 - lostRequests);
});

it("repeats a delivery after the deduplication window", async () => {
  const clock = aClock();
  const { client, destination, qstash } = await world({ clock, chaos: { seed: 1, late: 1 } });
  const { messageId } = await client.publish({ url: destination.url, body: "x", deduplicationId: "d" });
  await qstash.idle();
  expect(destination.received).toHaveLength(1);
  clock.advance(10 * 60_000);
  await qstash.idle();
  expect(destination.received).toHaveLength(1);
  clock.advance(60_000);
  await qstash.idle();
  expect(destination.received.map(({ headers }) => headers["upstash-message-id"])).toEqual([
    messageId,
    messageId,
  ]);
  expect(qstash.counters()).toMatchObject({ attempts: 1, duplicated: 1, delivered: 1 });
});
