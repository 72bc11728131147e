import { and, desc, eq, inArray, type SQL, sql } from "drizzle-orm";
import { isFinal } from "#kernel/log.ts";
import { describeError, log } from "#lib/log.ts";
import { offsetOf, type Page, type PageRequest } from "#lib/page.ts";
import { executionCounts, executions } from "#store/schema/executions.ts";
import type { Ctx } from "../ctx.ts";
import { summaryColumns } from "./queries.ts";
import { type ExecutionSummary, summaryNow, summaryOf } from "./record.ts";
import { type ExecutionFilter, isCounted, matching } from "./search.ts";

/** How many runs that have not ended are looked at to find those in one state. */
const LIVE_LIMIT = 200;

/** The caller's executions, newest first; those that have not ended as the engine knows them. */
export async function listExecutions(
  ctx: Ctx,
  filter: ExecutionFilter,
  page: PageRequest,
): Promise<Page<ExecutionSummary>> {
  return filter.status === undefined || isFinal(filter.status)
    ? listRows(ctx, filter, page)
    : listLive(ctx, filter, page);
}

async function listRows(
  ctx: Ctx,
  filter: ExecutionFilter,
  page: PageRequest,
): Promise<Page<ExecutionSummary>> {
  const { db } = ctx;
  const where = and(
    matching(ctx, filter),
    filter.status === undefined ? undefined : eq(executions.status, filter.status),
  );
  const [[counted], rows] = await db.batch([
    db.select({ total: totalOf(ctx, filter, where) }).from(sql`(values (1)) as one`),
    newest(ctx).where(inArray(executions.id, idsOf(ctx, where, page))),
  ]);
  const items = await Promise.all(rows.map((row) => asItIs(ctx, summaryOf(row))));
  return { items, total: counted?.total ?? 0, ...page };
}

/** Rows lag behind the engine, so a state that is not final is looked for among all that have not ended. */
async function listLive(
  ctx: Ctx,
  filter: ExecutionFilter,
  page: PageRequest,
): Promise<Page<ExecutionSummary>> {
  const rows = await newest(ctx)
    .where(and(matching(ctx, filter), isLive))
    .limit(LIVE_LIMIT);
  const present = await Promise.all(rows.map((row) => asItIs(ctx, summaryOf(row))));
  const found = present.filter(({ status }) => status === filter.status);
  const from = offsetOf(page);
  return { items: found.slice(from, from + page.pageSize), total: found.length, ...page };
}

const newest = ({ db }: Ctx) =>
  db
    .select(summaryColumns)
    .from(executions)
    .orderBy(desc(executions.createdAt), desc(executions.id))
    .$dynamic();

/** A page as ids alone, which an index holds: rows that are skipped are not read. */
const idsOf = ({ db }: Ctx, where: SQL | undefined, page: PageRequest) =>
  db
    .select({ id: executions.id })
    .from(executions)
    .where(where)
    .orderBy(desc(executions.createdAt), desc(executions.id))
    .limit(page.pageSize)
    .offset(offsetOf(page));

/** In the words of the index of runs that have not ended, which are few. */
const isLive = sql`${executions.status} in ('INCOMPLETE', 'QUEUED', 'RUNNING', 'REVIEW')`;

/** Those that ended are counted as they end, the others now; what is searched for is counted as it is found. */
function totalOf(ctx: Ctx, filter: ExecutionFilter, where: SQL | undefined): SQL<number> {
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

/** One run that cannot be asked must not hide the others: it shows what its row says. */
async function asItIs(ctx: Ctx, summary: ExecutionSummary): Promise<ExecutionSummary> {
  if (isFinal(summary.status)) return summary;
  try {
    const history = await ctx.engine.inspect({ userId: summary.userId, executionId: summary.id });
    return history === null ? summary : summaryNow(summary, history, ctx.now());
  } catch (error) {
    log("warn", "execution.unreachable", { execution: summary.id, error: describeError(error) });
    return summary;
  }
}
