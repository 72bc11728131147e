// Finished runs by the thousand, made from one by copying its rows: in Postgres, and in the object that ran it.

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import type { Platform } from "./platform.ts";

/** Copies a run's rows in Postgres under new ids, each run some seconds older than the one before; answers the ids. */
export async function addRows({ db }: Platform, template: string, count: number): Promise<string[]> {
  await db.query(
    "create temporary table copies as select gen_random_uuid() as id, n from generate_series(1, $1::int) n",
    [count],
  );
  await db.query(
    `insert into executions select copy.* from copies, executions e, jsonb_populate_record(e, jsonb_build_object(
       'id', copies.id, 'created_at', e.created_at - n * interval '20 seconds')) as copy where e.id = $1`,
    [template],
  );
  await db.query(
    `insert into node_executions select copy.* from copies, node_executions e,
       jsonb_populate_record(e, jsonb_build_object('execution_id', copies.id)) as copy where e.execution_id = $1`,
    [template],
  );
  await db.query("vacuum analyze executions, node_executions");
  const { rows } = await db.query("select id from copies");
  return rows.map((row) => z.object({ id: z.string() }).parse(row).id);
}

/** Copies a run's rows in its object, whose worker must not run. */
export async function addToObject(
  objectsDir: string,
  template: string,
  ids: readonly string[],
): Promise<void> {
  for (const name of (await readdir(objectsDir)).filter((file) => file.endsWith(".sqlite"))) {
    const database = new DatabaseSync(join(objectsDir, name));
    if (hasRuns(database)) copyRuns(database, template, ids);
    database.close();
  }
}

const hasRuns = (database: DatabaseSync): boolean =>
  database.prepare("select 1 from sqlite_schema where name = 'runs'").get() !== undefined;

function copyRuns(database: DatabaseSync, template: string, ids: readonly string[]): void {
  database.exec("create temporary table copies (id text); begin");
  const add = database.prepare("insert into copies values (?)");
  for (const id of ids) add.run(id);
  for (const [table, key] of tablesOfRuns(database)) {
    const columns = columnsOf(database, table);
    const values = columns.map((column) => (column === key ? "copies.id" : `"${table}"."${column}"`));
    database
      .prepare(
        `insert into "${table}" (${columns.map((column) => `"${column}"`).join(", ")})
         select ${values.join(", ")} from copies, "${table}" where "${table}"."${key}" = ?`,
      )
      .run(template);
  }
  database.exec("commit");
}

/** Tables in which a column names the run. */
function tablesOfRuns(database: DatabaseSync): [table: string, key: string][] {
  const tables = database.prepare("select name from sqlite_schema where type = 'table'").all();
  return tables.flatMap(({ name }): [string, string][] => {
    const table = String(name);
    if (table === "runs") return [[table, "id"]];
    return columnsOf(database, table).includes("run") ? [[table, "run"]] : [];
  });
}

const columnsOf = (database: DatabaseSync, table: string): string[] =>
  database
    .prepare("select name from pragma_table_info(?)")
    .all(table)
    .map(({ name }) => String(name));
