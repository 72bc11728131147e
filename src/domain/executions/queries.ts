import { and, asc, eq, type GetColumnData, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { isFinal } from "#kernel/log.ts";
import { notFound } from "#lib/errors.ts";
import { oncePerDb } from "#store/prepared.ts";
import { jsonColumns, readJson } from "#store/read-json.ts";
import { executions, nodeExecutions } from "#store/schema/executions.ts";
import type { Ctx } from "../ctx.ts";
import { LARGE_RUN } from "./large-run.ts";
import { type ExecutionRecord, type ExecutionSummary, nodesOf, recordOf, summaryOf } from "./record.ts";

/** The row of an execution of the caller without what it took and gave; 404 for anybody else's. */
export async function ownExecution({ db, principal }: Ctx, id: string): Promise<ExecutionSummary> {
  const [row] = await summary(db)({ id, userId: principal.userId });
  if (row === undefined) throw notFound("Execution");
  return summaryOf(row);
}

/** Whether the caller has such an execution. */
export async function isOwnExecution({ db, principal }: Ctx, id: string): Promise<boolean> {
  const rows = await presence(db)({ id, userId: principal.userId });
  return rows.length > 0;
}

/** An execution of the caller with its node executions; those of a large or an old one have rows of their own. */
export async function ownExecutionWithNodes({ db, principal }: Ctx, id: string): Promise<ExecutionRecord> {
  const caller = { id, userId: principal.userId };
  const [row] = await whole(db)(caller);
  if (row === undefined) throw notFound("Execution");
  const record = recordOf(row);
  if (row.nodes !== null || !isFinal(record.status)) return record;
  return { ...record, nodes: nodesOf(await nodeRows(db)(caller)) };
}

const summary = oncePerDb((db) => readJson(db, db.select(summaryColumns).from(executions).where(own)));

const presence = oncePerDb((db) =>
  readJson(db, db.select({ id: executions.id }).from(executions).where(own)),
);

const whole = oncePerDb((db) => readJson(db, db.select(recordColumns).from(executions).where(own)));

/** A statement of its own: as a part of the other it costs each read something, whether it is needed or not. */
const nodeRows = oncePerDb((db) =>
  readJson(
    db,
    db
      .select(nodeColumns)
      .from(nodeExecutions)
      .innerJoin(executions, eq(executions.id, nodeExecutions.executionId))
      .where(own)
      .orderBy(asc(nodeExecutions.position)),
  ),
);

const own = and(eq(executions.id, sql.placeholder("id")), eq(executions.userId, sql.placeholder("userId")));

const columnsOfSummary = {
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

export const summaryColumns = jsonColumns(columnsOfSummary);

const isLarge = sql<boolean>`coalesce((${executions.stats} ->> 'size')::bigint, 0) > ${sql.raw(String(LARGE_RUN))}`;

/** A column of values, which are left out of a large run. */
const unlessLarge = <Column extends PgColumn>(column: Column, as: string) =>
  sql<GetColumnData<Column>>`case when ${isLarge} then '{}'::jsonb else ${column} end`.as(as);

const recordColumns = {
  ...jsonColumns({
    ...columnsOfSummary,
    inputs: executions.inputs,
    error: executions.error,
    nodes: executions.nodes,
  }),
  outputs: unlessLarge(executions.outputs, "outputs"),
  valuesOmitted: isLarge.as("valuesOmitted"),
};

const nodeColumns = {
  ...jsonColumns({
    nodeId: nodeExecutions.nodeId,
    ordinal: nodeExecutions.ordinal,
    blockId: nodeExecutions.blockId,
    status: nodeExecutions.status,
    attempt: nodeExecutions.attempt,
    error: nodeExecutions.error,
    spent: nodeExecutions.spent,
    startedAt: nodeExecutions.startedAt,
    endedAt: nodeExecutions.endedAt,
  }),
  input: unlessLarge(nodeExecutions.input, "input"),
  output: unlessLarge(nodeExecutions.output, "output"),
};
