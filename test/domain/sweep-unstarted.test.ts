import { describe, expect, it } from "vitest";
import { sweepUnstarted } from "#domain/executions/sweep.ts";
import { connectDb } from "#store/db.ts";
import { greeting } from "../graphs.ts";
import { person, session, textOf, world } from "../world.ts";

const { api, databaseUrl, engine, link, sql } = await world();
const owner = person("ada");
const ada = await session(owner);
const db = connectDb(databaseUrl, link.origin);
const graph = textOf(await api(ada).post("/api/v2/builder/graphs", greeting()), "id");

/** Rows of runs that the engine never got, all of one moment or one after another. */
const unstarted = async (count: number, stepMs: number): Promise<void> => {
  await sql(
    `insert into executions (id, user_id, graph_id, graph_version, status, trigger, inputs, outputs, stats, seq, created_at)
     select gen_random_uuid(), $1, $2, 1, 'QUEUED', 'manual', '{}', '{}', '{}', 0,
       now() - interval '2 minutes' - n * $4 * interval '1 ms' from generate_series(1, $3::int) n`,
    [owner.id, graph, count, stepMs],
  );
};

const queued = async (): Promise<string[]> => {
  const rows = await sql<{ id: string }>("select id from executions where status = 'QUEUED'");
  return rows.map(({ id }) => id);
};

/** A run that the engine holds, and whose row is as old as the others. */
const held = async (): Promise<string> => {
  const started = await api(ada).post(`/api/v2/builder/graphs/${graph}/execute`, {
    input_data: { who: "Eve" },
  });
  const id = textOf(started, "execution_id");
  await sql("update executions set created_at = now() - interval '2 minutes' where id = $1", [id]);
  return id;
};

describe("runs that the engine never got", () => {
  it.each([
    ["one after another", 1000],
    ["at the same moment", 0],
  ])("are ended, all 500 that were left behind %s, and no other is", async (_when, stepMs) => {
    const id = await held();
    await unstarted(500, stepMs);
    expect(await sweepUnstarted({ db, engine, now: Date.now })).toBe(500);
    expect(await queued()).toEqual([id]);
    await sql("delete from executions");
  });

  it("are let be for a minute, in which the engine may get them yet", async () => {
    await unstarted(1, 0);
    const [id] = await queued();
    const created = Date.now() - 120_000;
    expect(await sweepUnstarted({ db, engine, now: () => created + 5000 })).toBe(0);
    expect(await queued()).toEqual([id]);
    expect(await sweepUnstarted({ db, engine, now: () => created + 120_000 })).toBe(1);
  });

  it("are left for the next sweep when time is up", async () => {
    await unstarted(500, 1000);
    let at = Date.now();
    const now = () => {
      at += 10_000;
      return at;
    };
    const first = await sweepUnstarted({ db, engine, now });
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(500);
    expect(first + (await sweepUnstarted({ db, engine, now: Date.now }))).toBe(500);
    expect(await queued()).toEqual([]);
  });

  it("are ended although the engine cannot say of another run whether it has it", async () => {
    await unstarted(3, 1000);
    engine.failing.glance = new Error("overloaded");
    expect(await sweepUnstarted({ db, engine, now: Date.now })).toBe(2);
    expect(await queued()).toHaveLength(1);
  });
});
