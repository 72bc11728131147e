import { describe, expect, it } from "vitest";
import { storeValue } from "#blocks/basic/store-value.ts";
import { unavailable } from "#lib/errors.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { EFFECT } from "./simulation/effects.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const short = planOf("a value", { a: { blockId: storeValue.id, defaults: { input: 1 } } });
const long = planOf("one effect", { a: { blockId: EFFECT.id } });

const never = new Promise<void>(() => undefined);

describe("rows in Postgres", () => {
  it("are written again when the object is lost while it writes them", async () => {
    const { object, answers, rows, start, time } = objectWorld();
    const id = start(short);
    answers.postgres = () => never;
    await time.passes(6000);
    object.evict();
    answers.postgres = async () => undefined;
    await time.passes(MINUTE);
    expect(rows.executions.get(id)).toMatchObject({ status: "COMPLETED" });
  });

  it("tell that a run goes on, although its object was lost before it could say so", async () => {
    const { object, rows, start, time } = objectWorld();
    const id = start(long);
    object.evict();
    expect(object.executor.find(id)).not.toBeNull();
    await time.passes(1000);
    expect(rows.executions.get(id)).toMatchObject({ status: "RUNNING" });
  });

  it("tell the end of a run that ended while its beginning was written", async () => {
    const { object, answers, rows, start, status, time } = objectWorld();
    const id = start(long);
    let calls = 0;
    answers.postgres = () => {
      calls += 1;
      return calls === 1 ? time.sleep(1000) : never;
    };
    await time.passes(500);
    object.executor.stop(id);
    await time.passes(800);
    object.evict();
    answers.postgres = async () => undefined;
    await time.passes(MINUTE);
    expect(status(id)).toBe("TERMINATED");
    expect(rows.executions.get(id)).toMatchObject({ status: "TERMINATED" });
  });

  it("are all there soon after Postgres hung", async () => {
    const { answers, rows, start, time } = objectWorld();
    answers.postgres = async () => {
      await time.sleep(8000);
      throw unavailable("The database");
    };
    const ids = Array.from({ length: 120 }, () => start(short));
    await time.passes(5 * MINUTE);
    answers.postgres = () => time.sleep(20);
    await time.passes(MINUTE / 2);
    expect(ids.filter((id) => rows.executions.get(id)?.["status"] !== "COMPLETED")).toEqual([]);
  });

  it("are tried ever more seldom while Postgres is away, and at least every 15 s", async () => {
    const { answers, start, time } = objectWorld();
    let tries = 0;
    answers.postgres = async () => {
      tries += 1;
      throw unavailable("The database");
    };
    start(short);
    await time.passes(10 * MINUTE);
    expect(tries).toBeGreaterThan(30);
    expect(tries).toBeLessThan(60);
  });

  it("of one run are there at once, and those of runs that end one after the other share statements", async () => {
    const { rows, start, time } = objectWorld();
    const alone = start(short);
    await time.passes(20);
    expect(rows.executions.get(alone)).toMatchObject({ status: "COMPLETED" });
    const ids: string[] = [];
    for (let run = 0; run < 20; run += 1) {
      ids.push(start(short));
      await time.passes(10);
    }
    await time.passes(70);
    expect(ids.filter((id) => rows.executions.get(id)?.["status"] !== "COMPLETED")).toEqual([]);
    expect(rows.statements).toBeLessThanOrEqual(6);
  });

  it("that Postgres refuses hold no others up, and are tried ever more seldom", async () => {
    const { answers, rows, start, time } = objectWorld();
    let refusals = 0;
    const ids = Array.from({ length: 3 }, () => start(short));
    const [refused = "", ...others] = ids;
    answers.postgres = async (query) => {
      if (!JSON.stringify(query.queryChunks).includes(refused)) return;
      refusals += 1;
      throw new Error("Such JSON is not for me");
    };
    await time.passes(5000);
    for (const id of others) expect(rows.executions.get(id)).toMatchObject({ status: "COMPLETED" });
    const later = start(short);
    await time.passes(1000);
    expect(rows.executions.get(later)).toMatchObject({ status: "COMPLETED" });
    await time.passes(24 * HOUR);
    expect(refusals).toBeGreaterThan(10);
    expect(refusals).toBeLessThan(50);
  });

  it("of a run whose log cannot be read hold no others up", async () => {
    const { object, rows, start, time } = objectWorld();
    const broken = start(short);
    const whole = start(short);
    object.sql.exec("UPDATE log SET body = '[' WHERE run = ?", broken);
    object.evict();
    await time.passes(MINUTE);
    expect(rows.executions.get(whole)).toMatchObject({ status: "COMPLETED" });
    expect(rows.executions.get(broken)).toMatchObject({ status: "QUEUED" });
  });

  it("of a run that goes on are not written again just because its object slept", async () => {
    const { object, rows, start, time } = objectWorld();
    const id = start(long);
    await time.passes(1000);
    expect(rows.executions.get(id)).toMatchObject({ status: "RUNNING" });
    const { statements } = rows;
    object.evict();
    expect(object.executor.find(id)).not.toBeNull();
    await time.passes(3000);
    expect(rows.statements).toBe(statements);
  });
});
