// What an object wrote under each version of its schema, in the middle of its runs, is in upgrade/version-n.sql. With a
// new version, `RECORD=1 npx vitest run --project unit test/engine/upgrade.test.ts` adds its file.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { NewerTables, SCHEMA_VERSION, upgrade } from "#engine/storage/schema.ts";
import { sqlStorage, type VirtualStorage } from "./sql.ts";
import {
  dump,
  finish,
  historyOf,
  midway,
  outcomes,
  reopened,
  restored,
  type World,
} from "./upgrade/midway.ts";

const FOLDER = join(import.meta.dirname, "upgrade");
const fileOf = (version: number) => join(FOLDER, `version-${version}.sql`);

if (process.env["RECORD"] !== undefined) {
  const { time, object } = await midway();
  writeFileSync(fileOf(SCHEMA_VERSION), `-- at ${time.now()}\n${dump(object.sql)}`);
}

const versions = readdirSync(FOLDER).flatMap((name) => /^version-(\d+)\.sql$/.exec(name)?.[1] ?? []);

it("keeps what every version of the schema wrote", () => {
  expect(versions.map(Number).sort()).toEqual(Array.from({ length: SCHEMA_VERSION + 1 }, (_, n) => n));
});

const expected = await whole(await midway());

/** What runs come to when nothing intervenes. */
async function whole(world: World) {
  world.answers.postgres = async () => undefined;
  const ids = world.object.sql
    .exec<{ id: string }>("SELECT id FROM runs ORDER BY id")
    .toArray()
    .map(({ id }) => id);
  await finish(world, ids);
  return outcomes(world, ids);
}

describe.each(versions)("an object that was written under version %s", (version) => {
  const text = readFileSync(fileOf(Number(version)), "utf8");
  const at = Number(/^-- at (\d+)/.exec(text)?.[1]);

  it("goes on with every run: nothing is lost, nothing is done again, and Postgres shows it (E7)", async () => {
    const { world, ids } = reopened(restored(text), at);
    const before = ids.map((id) => world.log(id));
    await finish(world, ids);
    expect(outcomes(world, ids)).toEqual(expected);
    for (const { execution } of ids.flatMap((id) => world.object.executor.find(id) ?? []))
      expect(execution.status).toBe("COMPLETED");
    for (const [index, id] of ids.entries()) {
      const log = world.log(id);
      expect(log.slice(0, before[index]?.length)).toEqual(before[index]);
      expect(log.map(({ seq }) => seq)).toEqual(log.map((_, place) => place + 1));
      expect(world.rows.executions.get(id)).toMatchObject({ status: historyOf(world, id).status });
    }
    expect(world.object.alarmAt).not.toBeNull();
  });
});

describe("an upgrade", () => {
  const steps = [
    "CREATE TABLE one (n INTEGER)",
    "ALTER TABLE one ADD COLUMN m INTEGER DEFAULT 7; CREATE INDEX by_m ON one (m);",
    "INSERT INTO one (n) VALUES (3)",
  ];
  const to = (sql: VirtualStorage, version: number) =>
    upgrade({ sql, transactionSync: sql.transactionSync }, steps.slice(0, version));
  const versionOf = (sql: VirtualStorage) => sql.exec("SELECT version FROM schema_version").toArray();
  const rowsOf = (sql: VirtualStorage) => sql.exec("SELECT n, m FROM one").toArray();

  it.each([0, 1, 2, 3])("from version %i does each step that is missing, once", (from) => {
    const sql = sqlStorage();
    to(sql, from);
    to(sql, 3);
    to(sql, 3);
    expect(rowsOf(sql)).toEqual([{ n: 3, m: 7 }]);
    expect(versionOf(sql)).toEqual([{ version: 3 }]);
  });

  it("that fails leaves everything as it was, and can be done again", () => {
    const sql = sqlStorage();
    to(sql, 1);
    const broken = [...steps.slice(0, 2), "INSERT INTO nowhere VALUES (1)"];
    expect(() => upgrade({ sql, transactionSync: sql.transactionSync }, broken)).toThrow("nowhere");
    expect(versionOf(sql)).toEqual([{ version: 1 }]);
    to(sql, 3);
    expect(rowsOf(sql)).toEqual([{ n: 3, m: 7 }]);
  });

  it("leaves tables of the next version alone, as after a deployment was taken back", () => {
    const sql = sqlStorage();
    to(sql, 3);
    to(sql, 2);
    expect(versionOf(sql)).toEqual([{ version: 3 }]);
  });

  it.each([0, 1])("refuses tables of a later version, and touches nothing (from %i)", (known) => {
    const sql = sqlStorage();
    to(sql, 3);
    const before = dump(sql);
    expect(() => to(sql, known)).toThrow(NewerTables);
    expect(dump(sql)).toBe(before);
  });
});
