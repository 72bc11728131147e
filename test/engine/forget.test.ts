import { describe, expect, it } from "vitest";
import { storeValue } from "#blocks/basic/store-value.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { EFFECT } from "./simulation/effects.ts";

const HOUR = 3_600_000;
// Nobody comes for the run that goes on.
const settings = { logRetentionMs: HOUR, wakeTries: 10_000 };

const short = planOf("a value", { a: { blockId: storeValue.id, defaults: { input: 1 } } });
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
