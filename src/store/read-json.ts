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
  const { sql: text, params } = db.execute(sql`select ${listOf(select)}`).getQuery();
  return async (values = {}) => {
    const { rows } = await db.$client.query(text, fillPlaceholders(params, values));
    return rows[0]?.[0];
  };
}

/** The rows of a select as one value. */
export const jsonList = <Row>(select: Select<Row>, as: string): SQL.Aliased<Row[]> => listOf(select).as(as);

const listOf = <Row>(select: Select<Row>): SQL<Row[]> =>
  sql`(select coalesce(json_agg(one), '[]') from ${select} as one)`;

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
