import { and, desc, eq, type Placeholder, type SQL, sql } from "drizzle-orm";
import { isFinal, type Status } from "#kernel/log.ts";
import { describeError, log } from "#lib/log.ts";
import { offsetOf, PAGE_SIZE, type Page, type PageRequest } from "#lib/page.ts";
import type { Db } from "#store/db.ts";
import { oncePerDb } from "#store/prepared.ts";
import { readPage } from "#store/read-json.ts";
import { executionCounts, executions } from "#store/schema/executions.ts";
import type { Ctx } from "../ctx.ts";
import { ask } from "./ask.ts";
import { itemColumns } from "./queries.ts";
import { type ExecutionSummary, type StoredSummary, summaryNow, summaryOf } from "./record.ts";
import {
  type ExecutionFilter,
  type FilterOf,
  isCounted,
  matching,
  type Searcher,
  type Unfilled,
} from "./search.ts";

/** The caller's executions, newest first; those that have not ended as the engine knows them. */
export async function listExecutions(
  ctx: Ctx,
  filter: ExecutionFilter,
  page: PageRequest,
): Promise<Page<ExecutionSummary>> {
  const { status } = filter;
  return status === undefined || isFinal(status)
    ? listRows(ctx, filter, page)
    : listLive(ctx, { ...filter, status }, page);
}

async function listRows(
  ctx: Ctx,
  filter: ExecutionFilter,
  page: PageRequest,
): Promise<Page<ExecutionSummary>> {
  const { graphId, status } = filter;
  const values = {
    userId: ctx.principal.userId,
    graphId,
    status,
    limit: page.pageSize,
    offset: offsetOf(page),
  };
  const usual = USUAL.get(shapeOf(filter, isFirst(page)));
  const read = usual?.(ctx.db) ?? pageReader(ctx.db, filter, ANY_PAGE);
  const { rows, total } = await read(values);
  return { items: await asTheyAre(ctx, rows), total, ...page };
}

type Bounds = Record<"limit" | "offset", SQL | Placeholder>;

const ANY_PAGE: Bounds = { limit: sql.placeholder("limit"), offset: sql.placeholder("offset") };

/** Most lists are read no further. In figures: where it matters which limit it is Postgres plans anew each time. */
const FIRST_PAGE: Bounds = { limit: sql.raw(String(PAGE_SIZE)), offset: sql.raw("0") };

/** As a select, so that it does not matter which graph it is, either. */
const GRAPH = sql`(select ${sql.placeholder("graphId")}::uuid)`;

const isFirst = ({ page, pageSize }: PageRequest): boolean => page === 1 && pageSize === PAGE_SIZE;

/** Whose runs is filled in; so may be where the page begins and ends, and what is looked for. */
function pageReader(db: Db, filter: FilterOf<Unfilled>, bounds: Bounds) {
  const searcher = { db, principal: { userId: sql.placeholder("userId") } };
  const where = and(
    matching(searcher, filter),
    filter.status === undefined ? undefined : eq(executions.status, filter.status),
  );
  const page = db
    .select(itemColumns)
    .from(executions)
    .innerJoin(placesOf(where, bounds), sql`place.id = ${executions.id}`)
    .orderBy(sql`place.created_at desc, place.id desc`);
  return readPage(db, page, totalOf(searcher, filter, where));
}

/** Queries of lists that are asked for all the time, each built once: of everything, of a graph, in a status, of both. */
const USUAL = new Map(
  [false, true].flatMap((byGraph) =>
    [false, true].flatMap((byStatus) => {
      const filter: FilterOf<Unfilled> = {
        ...(byGraph && { graphId: GRAPH }),
        ...(byStatus && { status: sql.placeholder("status") }),
      };
      return [
        [shapeOf(filter, true), oncePerDb((db) => pageReader(db, filter, FIRST_PAGE))] as const,
        [shapeOf(filter, false), oncePerDb((db) => pageReader(db, filter, ANY_PAGE))] as const,
      ];
    }),
  ),
);

/** Null for a filter that is built anew: there is no end of them. */
function shapeOf(filter: FilterOf<Unfilled>, ofFirstPage: boolean): string | null {
  if (!isCounted(filter)) return null;
  return `${filter.graphId !== undefined} ${filter.status !== undefined} ${ofFirstPage}`;
}

/** Rows lag behind the engine, so it is asked which of the caller's runs are in a state that is not final. */
async function listLive(
  ctx: Ctx,
  filter: ExecutionFilter & { status: Status },
  page: PageRequest,
): Promise<Page<ExecutionSummary>> {
  const { userId } = ctx.principal;
  const ids = await ask(ctx.engine.living(userId, filter.status));
  const where = and(matching(ctx, filter), isLive, sql`${executions.id} = any(${`{${ids.join()}}`}::uuid[])`);
  const total = sql<number>`(select count(*) from ${executions} where ${where})::int`;
  const select = ctx.db
    .select(itemColumns)
    .from(executions)
    .where(where)
    .orderBy(desc(executions.createdAt), desc(executions.id))
    .limit(page.pageSize)
    .offset(offsetOf(page));
  const found = await readPage(ctx.db, select, total)();
  const present = await asTheyAre(ctx, found.rows);
  const items = present.filter(({ status }) => status === filter.status);
  return { items, total: found.total, ...page };
}

/** A page as an index holds it, without its rows: those that are skipped are not read. */
const placesOf = (where: SQL | undefined, { limit, offset }: Bounds): SQL =>
  sql`(select ${executions.id}, ${executions.createdAt} from ${executions} where ${where}
    order by ${executions.createdAt} desc, ${executions.id} desc limit ${limit} offset ${offset}) as place`;

/** In the words of the index of runs that have not ended, which are few. */
const isLive = sql`${executions.status} in ('INCOMPLETE', 'QUEUED', 'RUNNING', 'REVIEW')`;

/** Those that ended are counted as they end, the others now; what is searched for is counted as it is found. */
function totalOf(ctx: Searcher, filter: FilterOf<Unfilled>, where: SQL | undefined): SQL<number> {
  if (!isCounted(filter)) return sql<number>`(select count(*) from ${executions} where ${where})::int`;
  const { graphId, status } = filter;
  const counted = and(
    eq(executionCounts.userId, ctx.principal.userId),
    graphId === undefined ? undefined : eq(executionCounts.graphId, graphId),
    status === undefined ? undefined : eq(executionCounts.status, status),
  );
  const ended = sql`(select coalesce(sum(${executionCounts.ended}), 0) from ${executionCounts} where ${counted})`;
  if (status !== undefined) return sql<number>`${ended}::int`;
  const live = and(matching(ctx, { ...(graphId !== undefined && { graphId }) }), isLive);
  return sql<number>`(${ended} + (select count(*) from ${executions} where ${live}))::int`;
}

/** Rows of the caller's executions as those are now. */
function asTheyAre(ctx: Ctx, rows: readonly Omit<StoredSummary, "userId">[]): Promise<ExecutionSummary[]> {
  const { userId } = ctx.principal;
  return Promise.all(rows.map((row) => asItIs(ctx, summaryOf({ ...row, userId }))));
}

/** One run that cannot be asked must not hide the others: it shows what its row says. */
async function asItIs(ctx: Ctx, summary: ExecutionSummary): Promise<ExecutionSummary> {
  if (isFinal(summary.status)) return summary;
  try {
    const glance = await ctx.engine.glance({ userId: summary.userId, executionId: summary.id });
    return glance === null ? summary : summaryNow(summary, glance);
  } catch (error) {
    log("warn", "execution.unreachable", { execution: summary.id, error: describeError(error) });
    return summary;
  }
}
