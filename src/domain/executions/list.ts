import { and, count, desc, eq, inArray } from "drizzle-orm";
import { isFinal, type Status } from "#kernel/log.ts";
import { describeError, log } from "#lib/log.ts";
import { offsetOf, type Page, type PageRequest } from "#lib/page.ts";
import { executions } from "#store/schema/executions.ts";
import type { Ctx } from "../ctx.ts";
import { summaryColumns } from "./queries.ts";
import { EXECUTION_STATUSES, type ExecutionSummary, summaryNow, summaryOf } from "./record.ts";

export interface ExecutionFilter {
  graphId?: string;
  status?: Status;
}

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
    db.select({ total: count() }).from(executions).where(where),
    newest(ctx).where(where).limit(page.pageSize).offset(offsetOf(page)),
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
  const live = EXECUTION_STATUSES.filter((status) => !isFinal(status));
  const rows = await newest(ctx)
    .where(and(matching(ctx, filter), inArray(executions.status, live)))
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

const matching = ({ principal }: Ctx, { graphId }: ExecutionFilter) =>
  and(
    eq(executions.userId, principal.userId),
    graphId === undefined ? undefined : eq(executions.graphId, graphId),
  );

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
