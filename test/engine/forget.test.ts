import { describe, expect, it } from "vitest";
import { storeValue } from "#blocks/basic/store-value.ts";
import { humanInTheLoop } from "#blocks/waiting/human-in-the-loop.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { EFFECT } from "./simulation/effects.ts";

const HOUR = 3_600_000;
// Nobody comes for the run that goes on.
const settings = { logRetentionMs: HOUR, wakeTries: 10_000 };

const short = planOf("a value", { a: { blockId: storeValue.id, defaults: { input: 1 } } });
const asking = planOf("a question", {
  ask: { blockId: humanInTheLoop.id, defaults: { name: "Well?", data: 1 } },
});
const long = planOf("one effect", { a: { blockId: EFFECT.id } });

const count = (sql: SqlStorage, table: string) => sql.exec(`SELECT count(*) AS n FROM ${table}`).one()["n"];

describe("what is forgotten after its retention", () => {
  it("is a run with its log, never one that goes on or that Postgres does not show yet", async () => {
    const { object, answers, rows, start, status, time } = objectWorld({ settings });
    const ended = start(short);
    const live = start(long);
    await time.passes(1000);
    answers.postgres = async () => {
      throw new Error("Not this one");
    };
    const unshown = start(short);
    await time.passes(3 * HOUR);
    expect([ended, live, unshown].map(status)).toEqual([null, "RUNNING", "COMPLETED"]);
    expect(object.executor.find(ended)).toBeNull();
    expect(object.tables.log(ended, 0, 10)).toEqual([]);
    expect(rows.executions.get(ended)).toMatchObject({ status: "COMPLETED" });
  });

  it("is nothing younger: runs with their logs, questions that were answered, events", async () => {
    const { object, start, status, log, time } = objectWorld({ settings });
    const each = (name: string): string => {
      const id = start(asking);
      const [review] = object.executor.reviews({ executionId: id, limit: 1, offset: 0 }).reviews;
      object.executor.decide(review?.id ?? "", { approved: true, message: "" });
      object.executor.signal(name, name, 1);
      return id;
    };
    const names = () => object.sql.exec("SELECT name FROM signals ORDER BY name").toArray();
    const old = each("old");
    await time.passes(1.5 * HOUR);
    const young = each("young");
    const whole = log(young);
    await time.passes(HOUR);
    expect([old, young].map(status)).toEqual([null, "COMPLETED"]);
    expect(log(young)).toEqual(whole);
    expect(object.executor.reviews({ limit: 9, offset: 0 }).reviews).toMatchObject([{ executionId: young }]);
    expect(names()).toEqual([{ name: "young" }]);
    await time.passes(2 * HOUR);
    expect(status(young)).toBeNull();
    expect(object.executor.reviews({ limit: 9, offset: 0 })).toEqual({ reviews: [], total: 0 });
    expect(names()).toEqual([]);
  });

  it("takes plans along that no run has any more", async () => {
    const { object, start, time } = objectWorld({ settings });
    start(short);
    start(long);
    await time.passes(3 * HOUR);
    expect(count(object.sql, "plans")).toBe(1);
  });

  it("is put back when a run is started with a plan that was forgotten", async () => {
    const { object, start, time } = objectWorld({ settings });
    start(short);
    await time.passes(3 * HOUR);
    expect(count(object.sql, "plans")).toBe(0);
    const id = start(short);
    object.evict();
    expect(object.executor.find(id)).toMatchObject({ id, plan: short });
  });

  it.each(["stays in memory", "is evicted"])(
    "are events, of a user without runs, too; the object %s",
    async (how) => {
      const { object, time } = objectWorld({ settings });
      for (let minute = 0; minute < 30; minute += 1) {
        object.executor.signal(`e${minute}`, `name ${minute}`, minute);
        await time.passes(60_000);
        if (how === "is evicted") object.evict();
      }
      expect(count(object.sql, "signals")).toBe(30);
      await time.passes(3 * HOUR);
      expect(count(object.sql, "signals")).toBe(0);
      expect(object.alarmAt).toBeNull();
    },
  );

  it("goes many runs at a time", async () => {
    const { object, start, time } = objectWorld({ settings });
    let alarms = 0;
    const { alarm } = object.awake.courier;
    object.awake.courier.alarm = () => {
      alarms += 1;
      alarm.call(object.awake.courier);
    };
    for (let minute = 0; minute < 30; minute += 1) {
      start(short);
      await time.passes(60_000);
    }
    alarms = 0;
    await time.passes(5 * HOUR);
    expect(count(object.sql, "runs")).toBe(0);
    expect(alarms).toBeLessThan(5);
  });
});
