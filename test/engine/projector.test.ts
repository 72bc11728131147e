import { describe, expect, it } from "vitest";
import { storeValue } from "#blocks/basic/store-value.ts";
import { stepThroughItems } from "#blocks/logic/step-through-items.ts";
import { Projector } from "#engine/postgres/projector.ts";
import { unavailable } from "#lib/errors.ts";
import type { Json } from "#lib/json.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { dbOf, type RecordedRows } from "./recorded-rows.ts";
import { EFFECT } from "./simulation/effects.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const short = planOf("a value", { a: { blockId: storeValue.id, defaults: { input: 1 } } });
const long = planOf("one effect", { a: { blockId: EFFECT.id } });

/** Three values that are more than are written in one piece, and what else is there. */
const large = (more: Parameters<typeof planOf>[1] = {}) => {
  const value = { blockId: storeValue.id, defaults: { input: "x".repeat(800_000) } };
  return planOf(`large ${Object.keys(more)}`, { a: value, b: value, c: value, ...more });
};

/** A large run's node executions have rows of their own. */
const nodesIn = ({ executions, nodes }: RecordedRows, id: string): Json[] => {
  const own = executions.get(id)?.["nodes"];
  if (Array.isArray(own)) return own;
  return [...nodes.values()].filter((row) => row["execution_id"] === id);
};

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
    expect(nodesIn(rows, alone)).toMatchObject([{ status: "COMPLETED", input: { input: 1 } }]);
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
    expect(refusals).toBeGreaterThan(25);
    expect(refusals).toBeLessThan(50);
  });

  it.each([
    ["log", "log", "body", "run"],
    ["head", "runs", "head", "id"],
  ])("of a run whose %s cannot be read hold no others up, and are there once it can", async (...of) => {
    const [, table, column, key] = of;
    const { object, rows, start, time } = objectWorld();
    const broken = start(short);
    const whole = start(short);
    const { sql } = object;
    sql.exec(`CREATE TABLE aside AS SELECT ${column} AS body FROM ${table} WHERE ${key} = ?`, broken);
    sql.exec(`UPDATE ${table} SET ${column} = '[' WHERE ${key} = ?`, broken);
    object.evict();
    await time.passes(MINUTE);
    expect(rows.executions.get(whole)).toMatchObject({ status: "COMPLETED" });
    expect(rows.executions.get(broken)).toMatchObject({ status: "QUEUED" });
    sql.exec(`UPDATE ${table} SET ${column} = (SELECT body FROM aside) WHERE ${key} = ?`, broken);
    await time.passes(2 * MINUTE);
    expect(rows.executions.get(broken)).toMatchObject({ status: "COMPLETED" });
  });

  it("of a run that never rests are written soon after it began, then every two seconds, and at once in the end", async () => {
    const items = Array.from({ length: 200 }, (_, index) => index);
    const list = { blockId: stepThroughItems.id, defaults: { items }, feeds: { item: ["each.a"] } };
    const { complete, object, rows, start, time } = objectWorld();
    const id = start(planOf("a list", { list, each: { blockId: EFFECT.id } }));
    const work = async (steps: number) => {
      for (let step = 0; step < steps; step += 1) {
        for (const claimed of object.executor.take(id, 1, 1)) complete(id, claimed);
        await time.passes(100);
      }
    };
    await work(4);
    expect(rows.executions.get(id)).toMatchObject({ status: "RUNNING" });
    expect(rows.statements).toBe(1);
    await work(100);
    expect(rows.statements).toBeGreaterThanOrEqual(5);
    expect(rows.statements).toBeLessThanOrEqual(7);
    object.executor.stop(id);
    await time.passes(100);
    expect(rows.executions.get(id)).toMatchObject({ status: "TERMINATED" });
    const { statements } = rows;
    await time.passes(MINUTE);
    expect(rows.statements).toBe(statements);
  });

  it("of a run that rests are written once", async () => {
    const { rows, start, time } = objectWorld();
    start(long);
    await time.passes(9000);
    expect(rows.statements).toBe(1);
  });

  it("are written by one statement after the other", async () => {
    const { answers, rows, start, time } = objectWorld();
    let atOnce = 0;
    let most = 0;
    answers.postgres = async () => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await time.sleep(1000);
      atOnce -= 1;
    };
    const ids = [start(long), start(short)];
    await time.passes(5000);
    expect(ids.map((id) => rows.executions.get(id)?.["status"])).toEqual(["RUNNING", "COMPLETED"]);
    expect(most).toBe(1);
  });

  it.each([
    ["fifty runs", 120, 1, 3],
    ["as many characters as a large run has", 7, 1_400_000, 3],
  ])("go together for %s at most", async (_what, runs, size, statements) => {
    const { rows, start, time } = objectWorld();
    const value = { blockId: storeValue.id, defaults: { input: "x".repeat(size / 2) } };
    const ids = Array.from({ length: runs }, () => start(planOf(`${size}`, { a: value })));
    await time.passes(1000);
    expect(ids.filter((id) => rows.executions.get(id)?.["status"] !== "COMPLETED")).toEqual([]);
    expect(rows.statements).toBe(statements);
  });

  it("of a large run go by themselves, and those that ended with it are there as soon", async () => {
    const { rows, start, time } = objectWorld();
    const ids = [start(short), start(large()), start(short)];
    await time.passes(1000);
    expect(ids.map((id) => rows.executions.get(id)?.["status"])).toEqual(ids.map(() => "COMPLETED"));
    expect(ids.map((id) => nodesIn(rows, id).length)).toEqual([1, 3, 1]);
  });

  it("show nothing of a large run's node executions while it goes on", async () => {
    const { object, rows, start, time } = objectWorld();
    const id = start(large({ last: { blockId: EFFECT.id } }));
    await time.passes(1000);
    expect(rows.executions.get(id)).toMatchObject({ status: "RUNNING" });
    expect(nodesIn(rows, id)).toEqual([]);
    expect(rows.statements).toBe(1);
    object.executor.stop(id);
    await time.passes(1000);
    expect(nodesIn(rows, id)).toHaveLength(4);
  });

  it("that were refused together are all there soon although Postgres goes away while each is tried alone", async () => {
    const { answers, rows, start, time } = objectWorld();
    const ids = Array.from({ length: 4 }, () => start(short));
    let tries = 0;
    answers.postgres = async () => {
      tries += 1;
      if (tries === 1) throw new Error("Such JSON is not for me");
      if (tries > 2 && tries < 6) throw unavailable("The database");
    };
    await time.passes(300);
    expect(tries).toBe(3);
    await time.passes(10_000);
    expect(ids.filter((id) => rows.executions.get(id)?.["status"] !== "COMPLETED")).toEqual([]);
  });

  it("that were refused and then taken are tried again soon when they are refused once more", async () => {
    const { answers, complete, object, rows, start, time } = objectWorld({ settings: { wakeTries: 1000 } });
    const id = start(long);
    let refusals = 9;
    answers.postgres = async () => {
      refusals -= 1;
      if (refusals >= 0) throw new Error("Such JSON is not for me");
    };
    await time.passes(HOUR);
    expect(rows.executions.get(id)).toMatchObject({ status: "RUNNING" });
    refusals = 1;
    for (const claimed of object.executor.take(id, 1, 1)) complete(id, claimed);
    await time.passes(10_000);
    expect(rows.executions.get(id)).toMatchObject({ status: "COMPLETED" });
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

/** A projector by itself, on a clock that can be set back. */
function alone() {
  const world = objectWorld();
  const clock = { back: 0 };
  const written: string[] = [];
  const db = dbOf(async (query) => {
    await world.answers.postgres(query);
    written.push(JSON.stringify(query.queryChunks));
  });
  const projector = new Projector({
    tables: world.object.tables,
    executor: world.object.executor,
    db: () => db,
    now: () => world.time.now() - clock.back,
    later: world.time.later,
  });
  const show = (id: string) => projector.show({ id, isOver: true, shown: 0 });
  return { ...world, clock, projector, show, written };
}

describe("the pauses between rows", () => {
  it("are no longer because a clock was set back", async () => {
    const { start, time, clock, show, written } = alone();
    show(start(short));
    await time.passes(100);
    expect(written).toHaveLength(1);
    clock.back = HOUR;
    show(start(short));
    await time.passes(15_000);
    expect(written).toHaveLength(2);
  });

  it("are left to the alarm when they are long, so that the object can sleep", async () => {
    const { answers, start, time, projector, show, written } = alone();
    const id = start(short);
    answers.postgres = async () => {
      throw new Error("Such JSON is not for me");
    };
    show(id);
    await time.passes(10 * MINUTE);
    answers.postgres = async () => undefined;
    await time.passes(10 * MINUTE);
    expect(written).toEqual([]);
    projector.wake();
    await time.passes(100);
    expect(written).toHaveLength(1);
  });
});
