import { and, asc, eq, type GetColumnData, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { isFinal } from "#kernel/log.ts";
import { notFound } from "#lib/errors.ts";
import type { JsonObject } from "#lib/json.ts";
import { oncePerDb } from "#store/prepared.ts";
import { jsonColumns, readJson } from "#store/read-json.ts";
import { executions, nodeExecutions } from "#store/schema/executions.ts";
import type { Ctx } from "../ctx.ts";
import { ask } from "./ask.ts";
import { LARGE_RUN } from "./large-run.ts";
import { type ExecutionRecord, type ExecutionSummary, nodesOf, recordOf, summaryOf } from "./record.ts";

/** An execution of the caller without what it took and gave, by its row if it has one; 404 for anybody else's. */
export async function ownExecution(ctx: Ctx, id: string): Promise<ExecutionSummary> {
  const [row] = await summaries(ctx.db)({ id, userId: ctx.principal.userId });
  if (row !== undefined) return summaryOf(row);
  const { inputs: _, ...summary } = await unrecorded(ctx, id);
  return summary;
}

/** A child run has no row for a moment: the engine tells of it. */
async function unrecorded(
  { engine, principal }: Ctx,
  id: string,
): Promise<ExecutionSummary & { inputs: JsonObject }> {
  const { userId } = principal;
  const known = await ask(engine.unrecorded({ userId, executionId: id }));
  if (known === null) throw notFound("Execution");
  const { glance, ...facts } = known;
  return { id, userId, tags: [], ...facts, ...glance };
}

/** Whether the caller has such an execution. */
export async function isOwnExecution({ db, principal }: Ctx, id: string): Promise<boolean> {
  const rows = await presence(db)({ id, userId: principal.userId });
  return rows.length > 0;
}

/**
 * An execution of the caller with its node executions; those of a large or an old one have rows of their own. One that
 * has no row yet is as it was when it was made.
 */
export async function ownExecutionWithNodes(ctx: Ctx, id: string): Promise<ExecutionRecord> {
  const { db, principal } = ctx;
  const caller = { id, userId: principal.userId };
  const [row] = await whole(db)(caller);
  if (row === undefined) return { ...(await unrecorded(ctx, id)), ...untouched };
  const record = recordOf(row);
  if (row.nodes !== null || !isFinal(record.status)) return record;
  return { ...record, nodes: nodesOf(await nodeRows(db)(caller)) };
}

const untouched = {
  status: "QUEUED",
  outputs: {},
  error: null,
  nodes: [],
  valuesOmitted: false,
  queued: null,
} as const satisfies Partial<ExecutionRecord>;

const summaries = oncePerDb((db) => readJson(db, db.select(summaryColumns).from(executions).where(own)));

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

/** Of a list: whose it is, is known. */
const columnsOfItem = {
  id: executions.id,
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

export const itemColumns = jsonColumns(columnsOfItem);

const columnsOfSummary = { ...columnsOfItem, userId: executions.userId };

const summaryColumns = jsonColumns(columnsOfSummary);

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
