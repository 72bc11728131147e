import { and, asc, eq, exists, sql } from "drizzle-orm";
import { notFound } from "#lib/errors.ts";
import { oncePerDb, together } from "#store/prepared.ts";
import { executions, nodeExecutions } from "#store/schema/executions.ts";
import type { Ctx } from "../ctx.ts";
import { type ExecutionRecord, type ExecutionSummary, recordOf, summaryOf } from "./record.ts";

/** The row of an execution of the caller without what it took and gave; 404 for anybody else's. */
export async function ownExecution(ctx: Ctx, id: string): Promise<ExecutionSummary> {
  const [row] = await ctx.db.select(summaryColumns).from(executions).where(ownedBy(ctx, id));
  if (row === undefined) throw notFound("Execution");
  return summaryOf(row);
}

/** Whether the caller has such an execution. */
export async function isOwnExecution(ctx: Ctx, id: string): Promise<boolean> {
  const rows = await ctx.db.select({ id: executions.id }).from(executions).where(ownedBy(ctx, id));
  return rows.length > 0;
}

/** The rows of an execution of the caller and of its node executions, in one round trip. */
export async function ownExecutionWithNodes({ db, principal }: Ctx, id: string): Promise<ExecutionRecord> {
  const [[row], nodes] = await together(db, withNodes(db), { id, userId: principal.userId });
  if (row === undefined) throw notFound("Execution");
  return recordOf(row, nodes);
}

const withNodes = oncePerDb((db) => {
  const id = sql.placeholder("id");
  const own = and(eq(executions.id, id), eq(executions.userId, sql.placeholder("userId")));
  const isOwn = exists(db.select({ id: executions.id }).from(executions).where(own));
  const nodes = db
    .select()
    .from(nodeExecutions)
    .where(and(eq(nodeExecutions.executionId, id), isOwn));
  return [
    db.select().from(executions).where(own).prepare("execution"),
    nodes.orderBy(asc(nodeExecutions.position)).prepare("its nodes"),
  ] as const;
});

export const summaryColumns = {
  id: executions.id,
  userId: executions.userId,
  graphId: executions.graphId,
  graphVersion: executions.graphVersion,
  status: executions.status,
  trigger: executions.trigger,
  tags: executions.tags,
  retryOf: executions.retryOf,
  parentExecutionId: executions.parentExecutionId,
  stats: executions.stats,
  createdAt: executions.createdAt,
  startedAt: executions.startedAt,
  endedAt: executions.endedAt,
};

const ownedBy = ({ principal }: Ctx, id: string) =>
  and(eq(executions.id, id), eq(executions.userId, principal.userId));
