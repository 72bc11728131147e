import { and, eq, gte, lt, type Placeholder, type SQL, sql } from "drizzle-orm";
import type { Status } from "#kernel/log.ts";
import type { Db } from "#store/db.ts";
import { executions } from "#store/schema/executions.ts";
import { graphsNamed } from "../graphs/queries.ts";

export type ExecutionFilter = Filter<string, Status>;

export type Unfilled = Placeholder | SQL;

/** The same where values are yet to be filled in. */
export type FilterOf<V> = Filter<string | V, Status | V>;

interface Filter<G, S> {
  graphId?: G;
  status?: S;
  /** All of them. */
  tags?: readonly string[];
  /** The beginning of an id, a tag, or a part of the graph's name. */
  text?: string;
  /** Of creation, ms since the epoch: from this moment on, and before that one. */
  from?: number;
  to?: number;
}

/** Whose executions are looked through. */
export interface Searcher {
  db: Db;
  principal: { userId: string | Placeholder };
}

/** All but the status, in which rows lag behind the engine. */
export const matching = (ctx: Searcher, filter: FilterOf<Unfilled>): SQL | undefined =>
  and(
    eq(executions.userId, ctx.principal.userId),
    filter.graphId === undefined ? undefined : eq(executions.graphId, filter.graphId),
    filter.tags === undefined || filter.tags.length === 0 ? undefined : isTagged(filter.tags),
    filter.text === undefined ? undefined : tells(ctx, filter.text),
    filter.from === undefined ? undefined : gte(executions.createdAt, new Date(filter.from)),
    filter.to === undefined ? undefined : lt(executions.createdAt, new Date(filter.to)),
  );

/** Whether the counts that are kept of ended executions answer how many match. */
export const isCounted = ({ tags = [], text, from, to }: FilterOf<Unfilled>): boolean =>
  tags.length === 0 && text === undefined && from === undefined && to === undefined;

/** In the words of the index of tagged runs. */
const isTagged = (tags: readonly string[]): SQL =>
  sql`(${executions.tags} @> ${textArray(tags)} and ${executions.tags} <> '{}')`;

/** Each part can be found by an index of its own, so that their union can. */
function tells(ctx: Searcher, text: string): SQL {
  const named = sql`${executions.graphId} = any(array(${graphsNamed(ctx, text)}))`;
  const range = idsFrom(text);
  const begins =
    range === null ? sql`` : sql` or ${executions.id} between ${range.first}::uuid and ${range.last}::uuid`;
  return sql`(${isTagged([text])} or ${named}${begins})`;
}

/** Null when the text is no beginning of an id that says anything. */
function idsFrom(text: string): { first: string; last: string } | null {
  const hex = text.toLowerCase().replaceAll("-", "");
  return /^[0-9a-f]{4,32}$/.test(hex) ? { first: hex.padEnd(32, "0"), last: hex.padEnd(32, "f") } : null;
}

/** One parameter for a list of texts: in this form the planner sees what is asked for, and estimates well. */
const textArray = (texts: readonly string[]): SQL => sql`${textArrayOf(texts)}::text[]`;

/** A list of texts as Postgres writes it. */
const textArrayOf = (texts: readonly string[]): string =>
  `{${texts.map((text) => `"${text.replaceAll(/["\\]/g, "\\$&")}"`).join(",")}}`;
