import { fillPlaceholders, type GetColumnData, is, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { type PgColumn, PgTimestamp } from "drizzle-orm/pg-core";
import type { Db } from "./db.ts";

/** A select of `jsonColumns`, or of what JSON has no other form for. */
interface Select<Row> extends SQLWrapper {
  _: { readonly result: Row[] };
}

/**
 * A select as a statement that answers all its rows as one JSON text, which is parsed at once: to decode them value by
 * value takes several times as long. What is made of it takes a value for each `sql.placeholder`.
 */
export function readJson<Row>(
  db: Db,
  select: Select<Row>,
): (values?: Record<string, unknown>) => Promise<Row[]> {
  const { sql: text, params } = db
    .execute(sql`select (select coalesce(json_agg(one), '[]') from ${select} as one)`)
    .getQuery();
  return async (values = {}) => {
    const { rows } = await db.$client.query(text, fillPlaceholders(params, values));
    return rows[0]?.[0];
  };
}

/**
 * Rows of a select of `jsonColumns`, and `total`, in one statement. The rows come column by column: Postgres looks up
 * once how the values of a column are written, not with every row.
 */
export function readPage<Row extends object>(
  db: Db,
  select: Select<Row> & { _: { readonly selectedFields: { readonly [Name in keyof Row]: unknown } } },
  total: SQL<number>,
): (values?: Record<string, unknown>) => Promise<{ rows: Row[]; total: number }> {
  const names = Object.keys(select._.selectedFields);
  const lists = names.map((name) => sql`json_agg(${sql.identifier(name)})`);
  const columns = sql`json_build_array(${sql.join(lists, sql`, `)})`;
  const { sql: text, params } = db.execute(sql`select ${total}, ${columns} from ${select} as one`).getQuery();
  return async (values = {}) => {
    const { rows } = await db.$client.query(text, fillPlaceholders(params, values));
    return { total: rows[0]?.[0], rows: rowsOf<Row>(names, rows[0]?.[1]) };
  };
}

/** Rows of lists of their values, which are of one length, or null where there are no rows. */
function rowsOf<Row>(names: readonly string[], lists: readonly (readonly unknown[] | null)[]): Row[] {
  const rows: Record<string, unknown>[] = lists[0]?.map(() => ({})) ?? [];
  for (const [column, name] of names.entries()) {
    for (const [at, row] of rows.entries()) row[name] = lists[column]?.[at];
  }
  return rows as Row[];
}

/** What JSON has for the values of a column: milliseconds since the epoch for a moment. */
type JsonOf<Column extends PgColumn> = Millis<GetColumnData<Column>>;
type Millis<T> = T extends Date ? number : T;

/** Columns for a select whose rows become JSON, under the names that they have here. */
export function jsonColumns<Columns extends Record<string, PgColumn>>(columns: Columns) {
  const named = Object.entries(columns).map(([name, column]) => {
    const value = is(column, PgTimestamp) ? millisecondsOf(column) : sql`${column}`;
    return [name, value.as(name)];
  });
  return Object.fromEntries(named) as { [Name in keyof Columns]: SQL.Aliased<JsonOf<Columns[Name]>> };
}

/** In the arithmetic of machines: that of `extract` and `numeric` takes twice as long. */
const millisecondsOf = (moment: PgColumn): SQL => sql`round(date_part('epoch', ${moment}) * 1000)`;
