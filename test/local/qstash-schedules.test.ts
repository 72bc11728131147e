import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { nextFiring } from "../../local/qstash/cron.ts";
import { aClient, aClock, world } from "./qstash-world.ts";

const MINUTE = 60_000;

it.each<[string, string, string]>([
  ["* * * * *", "2026-03-01T10:00:30Z", "2026-03-01T10:01:00.000Z"],
  ["0 4 * * *", "2026-03-01T10:00:00Z", "2026-03-02T04:00:00.000Z"],
  ["CRON_TZ=America/New_York 0 4 * * *", "2026-01-15T00:00:00Z", "2026-01-15T09:00:00.000Z"],
  ["CRON_TZ=America/New_York 0 4 * * *", "2026-07-15T00:00:00Z", "2026-07-15T08:00:00.000Z"],
  ["30 9 * * 1", "2026-03-01T10:00:00Z", "2026-03-02T09:30:00.000Z"],
])("fires %s after %s at %s", (cron, after, expected) => {
  expect(new Date(nextFiring(cron, Date.parse(after))).toISOString()).toBe(expected);
});

it("publishes at every firing, with the schedule's id, headers, delay and retries", async () => {
  const clock = aClock();
  const { client, destination, qstash } = await world({ clock });
  const { scheduleId } = await client.schedules.create({
    destination: `${destination.url}/tick`,
    cron: "* * * * *",
    body: "tick",
    headers: { "X-Mine": "1" },
    retries: 0,
  });
  await qstash.idle();
  expect(destination.received).toEqual([]);
  clock.advance(MINUTE);
  await qstash.idle();
  clock.advance(MINUTE);
  await qstash.idle();
  expect(destination.received).toHaveLength(2);
  expect(destination.received[0]).toMatchObject({
    path: "/tick",
    body: "tick",
    headers: { "x-mine": "1", "upstash-schedule-id": scheduleId },
  });
  const schedule = await client.schedules.get(scheduleId);
  expect(schedule).toMatchObject({
    scheduleId,
    cron: "* * * * *",
    destination: `${destination.url}/tick`,
    method: "POST",
    body: "tick",
    retries: 0,
    isPaused: false,
    lastScheduleTime: clock.now(),
  });
  expect(schedule.nextScheduleTime).toBeGreaterThan(clock.now());
  expect(Object.values(schedule.lastScheduleStates ?? {})).toEqual(["SUCCESS"]);
});

it("skips the firings of a paused schedule, and ends with its deletion", async () => {
  const clock = aClock();
  const { client, destination, qstash } = await world({ clock });
  const scheduleId = "mine";
  await client.schedules.create({ destination: destination.url, cron: "* * * * *", scheduleId });
  await client.schedules.pause({ schedule: scheduleId });
  expect(await client.schedules.get(scheduleId)).toMatchObject({ isPaused: true });
  clock.advance(5 * MINUTE);
  await qstash.idle();
  expect(destination.received).toEqual([]);
  await client.schedules.resume({ schedule: scheduleId });
  clock.advance(MINUTE);
  await qstash.idle();
  expect(destination.received).toHaveLength(1);
  await client.schedules.delete(scheduleId);
  clock.advance(5 * MINUTE);
  await qstash.idle();
  expect(destination.received).toHaveLength(1);
  expect(await client.schedules.list()).toEqual([]);
});

it("replaces a schedule of the same id", async () => {
  const clock = aClock();
  const { client, destination, qstash } = await world({ clock });
  const create = (body: string, cron: string) =>
    client.schedules.create({ destination: destination.url, cron, scheduleId: "one", body });
  await create("old", "* * * * *");
  await create("new", "*/2 * * * *");
  expect(await client.schedules.list()).toMatchObject([{ scheduleId: "one", cron: "*/2 * * * *" }]);
  clock.advance(2 * MINUTE);
  await qstash.idle();
  expect(destination.bodies()).toEqual(["new"]);
});

it("publishes a firing to a queue", async () => {
  const clock = aClock();
  const { client, destination, qstash } = await world({ clock });
  await client.schedules.create({ destination: destination.url, cron: "* * * * *", queueName: "line" });
  await client.queue({ queueName: "line" }).pause();
  clock.advance(MINUTE);
  await qstash.idle();
  expect(await client.queue({ queueName: "line" }).get()).toMatchObject({ lag: 1 });
});

it("fires once at a start for the firings that fell into the time it was down", async () => {
  const directory = mkdtempSync(join(tmpdir(), "qstash-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const file = join(directory, "qstash.sqlite");
  const clock = aClock();
  const { client, destination, qstash, start } = await world({ clock, file });
  await client.schedules.create({ destination: destination.url, cron: "* * * * *", body: "tick" });
  await qstash.stop();
  clock.advance(10 * MINUTE);
  const restarted = await start();
  await restarted.idle();
  expect(destination.bodies()).toEqual(["tick"]);
  clock.advance(MINUTE);
  await restarted.idle();
  expect(destination.bodies()).toEqual(["tick", "tick"]);
  expect(await aClient(restarted).schedules.list()).toHaveLength(1);
});
