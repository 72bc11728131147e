import { and, asc, eq, sql } from "drizzle-orm";
import { notFound } from "#lib/errors.ts";
import { oncePerDb } from "#store/prepared.ts";
import { jsonColumns, jsonList, readJson } from "#store/read-json.ts";
import { executions, nodeExecutions } from "#store/schema/executions.ts";
import type { Ctx } from "../ctx.ts";
import { type ExecutionRecord, type ExecutionSummary, recordOf, summaryOf } from "./record.ts";

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

/** The rows of an execution of the caller and of its node executions. */
export async function ownExecutionWithNodes({ db, principal }: Ctx, id: string): Promise<ExecutionRecord> {
  const [row] = await withNodes(db)({ id, userId: principal.userId });
  if (row === undefined) throw notFound("Execution");
  return recordOf(row);
}

const summary = oncePerDb((db) => readJson(db, db.select(summaryColumns).from(executions).where(own)));

const presence = oncePerDb((db) =>
  readJson(db, db.select({ id: executions.id }).from(executions).where(own)),
);

const withNodes = oncePerDb((db) => {
  const nodes = db
    .select(nodeColumns)
    .from(nodeExecutions)
    .where(eq(nodeExecutions.executionId, executions.id))
    .orderBy(asc(nodeExecutions.position));
  const columns = { ...recordColumns, nodes: jsonList(nodes, "nodes") };
  return readJson(db, db.select(columns).from(executions).where(own));
});

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

const recordColumns = jsonColumns({
  ...columnsOfSummary,
  inputs: executions.inputs,
  outputs: executions.outputs,
  error: executions.error,
});

const nodeColumns = jsonColumns({
  nodeId: nodeExecutions.nodeId,
  ordinal: nodeExecutions.ordinal,
  blockId: nodeExecutions.blockId,
  status: nodeExecutions.status,
  attempt: nodeExecutions.attempt,
  input: nodeExecutions.input,
  output: nodeExecutions.output,
  error: nodeExecutions.error,
  spent: nodeExecutions.spent,
  startedAt: nodeExecutions.startedAt,
  endedAt: nodeExecutions.endedAt,
});
