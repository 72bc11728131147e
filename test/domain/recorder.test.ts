import { describe, expect, it } from "vitest";
import type { Entry } from "#domain/executions/put-on-record.ts";
import { Recorder } from "#engine/postgres/recorder.ts";
import { publicFace } from "#lib/errors.ts";
import { connectDb } from "#store/db.ts";
import { greeting } from "../graphs.ts";
import { person, session, textOf, world } from "../world.ts";

const { api, databaseUrl, link, sql } = await world();
const owner = person("ada");
const ada = await session(owner);
const graph = textOf(await api(ada).post("/api/v2/builder/graphs", greeting()), "id");

const db = connectDb(databaseUrl, link.origin);
const recorder = () => new Recorder(() => db);

const entry = (more: Partial<Entry> = {}): Entry => ({
  id: crypto.randomUUID(),
  userId: owner.id,
  graphId: graph,
  version: 1,
  mustBeActive: true,
  trigger: "manual",
  inputs: { who: "Eve" },
  tags: ['a "word"', "two\\words"],
  retryOf: null,
  createdAt: Date.parse("2026-11-22T10:00:00.123Z"),
  ...more,
});

const entries = (count: number): Entry[] => Array.from({ length: count }, () => entry());

describe("runs that are put on record", () => {
  it("go together when they come while others are under way", async () => {
    const before = link.requests;
    const given = entries(120);
    const { record } = bound(recorder());
    const rows = await Promise.all(given.map(record));
    expect(rows.map((row) => row?.id)).toEqual(given.map(({ id }) => id));
    // Two at once, each by itself, then as many as a statement takes.
    expect(link.requests - before).toBe(2 + Math.ceil(118 / 50));
  });

  it("are put on record also when all before them long have been", async () => {
    const { record } = bound(recorder());
    for (const each of entries(3)) {
      expect(await record(each)).toMatchObject({ id: each.id });
      await new Promise((resolve) => setImmediate(resolve));
    }
  });

  it("are on record as they were given", async () => {
    const given = entry();
    const row = await recorder().record(given);
    expect(row).toEqual({ id: given.id, status: "QUEUED", seq: 0, version: 1, time_zone: null });
    const [found] = await sql("select * from executions where id = $1", [given.id]);
    expect(found).toMatchObject({
      user_id: owner.id,
      graph_id: graph,
      graph_version: 1,
      trigger: "manual",
      inputs: { who: "Eve" },
      tags: ['a "word"', "two\\words"],
      created_at: new Date("2026-11-22T10:00:00.123Z"),
    });
  });

  it("are answered as they are when they were before, or come twice at once", async () => {
    const [first, twice] = [entry(), entry()];
    const { record } = bound(recorder());
    await record(first);
    await sql("update executions set status = 'COMPLETED', seq = 7 where id = $1", [first.id]);
    const rows = await Promise.all([...entries(3), first, twice, twice, first].map(record));
    expect(rows.slice(3)).toMatchObject([
      { id: first.id, status: "COMPLETED", seq: 7 },
      { id: twice.id, status: "QUEUED", seq: 0 },
      { id: twice.id, status: "QUEUED", seq: 0 },
      { id: first.id, status: "COMPLETED", seq: 7 },
    ]);
  });

  it("are left out when the graph is not theirs, has no such version, or another is active", async () => {
    const stranger = person("eve");
    const { record } = bound(recorder());
    const refused = [{ userId: stranger.id }, { version: 2 }, { graphId: crypto.randomUUID() }].map(entry);
    const rows = await Promise.all([...refused, entry()].map(record));
    expect(rows.map((row) => row !== null)).toEqual([false, false, false, true]);
    const ids = refused.map(({ id }) => id);
    expect(await sql("select 1 from executions where id = any($1)", [ids])).toEqual([]);
  });

  it("are left out when the graph is deleted, though the Worker does not know it yet", async () => {
    const { record } = bound(recorder());
    const deleted = textOf(await api(ada).post("/api/v2/builder/graphs", greeting()), "id");
    expect(await record(entry({ graphId: deleted }))).not.toBeNull();
    await sql("update graphs set deleted_at = now() where id = $1", [deleted]);
    expect(await record(entry({ graphId: deleted }))).toBeNull();
  });

  it("do not suffer from one that Postgres refuses", async () => {
    const { record } = bound(recorder());
    const given = [...entries(4), entry({ id: "no uuid" }), ...entries(2)];
    const settled = await Promise.allSettled(given.map(record));
    expect(settled.map(({ status }) => status === "fulfilled")).toEqual(
      given.map(({ id }) => id !== "no uuid"),
    );
  });

  it("are all refused while Postgres is away, and put on record when it is back", async () => {
    const { record } = bound(recorder());
    link.state = "cut";
    const before = link.requests;
    const settled = await Promise.allSettled(entries(10).map(record));
    link.state = "up";
    expect(link.requests - before).toBe(2); // who waits behind these is not kept waiting for one more
    const codes = settled.map((each) => each.status === "rejected" && publicFace(each.reason).code);
    expect(codes).toEqual(codes.map(() => "UNAVAILABLE"));
    expect(await record(entry())).toMatchObject({ status: "QUEUED" });
  });
});

const bound = (of: Recorder) => ({ record: (given: Entry) => of.record(given) });
