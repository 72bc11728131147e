import { isFinal, type LogEntry } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import { AppError, conflict, notFound } from "#lib/errors.ts";
import type { JsonObject } from "#lib/json.ts";
import type { Ctx } from "../ctx.ts";
import type { GraphRecord } from "../graphs/graph.ts";
import { ownGraph } from "../graphs/queries.ts";
import { ask } from "./ask.ts";
import { getExecution } from "./get.ts";
import { requireValues } from "./large-run.ts";
import { type Receipt, receiptsOf } from "./receipts.ts";
import type { ExecutionRecord } from "./record.ts";
import { wholeLog } from "./whole-log.ts";

/** All that there is of an ended run: with it the run can be replayed anywhere. */
export interface Bundle {
  execution: ExecutionRecord;
  /** The version that ran; null when its graph is deleted. */
  graph: GraphRecord | null;
  plan: JsonObject;
  log: JsonObject[];
  receipts: Receipt[];
}

/** 409 while the run goes on, 404 when its log is forgotten. */
export async function bundleExecution(ctx: Ctx, id: string): Promise<Bundle> {
  const execution = await getExecution(ctx, id);
  if (!isFinal(execution.status)) throw conflict(`Execution ${id} has not ended`);
  requireValues(execution);
  const { userId, graphId, graphVersion } = execution;
  const ref = { userId, executionId: id };
  const [graph, plan, log] = await Promise.all([
    ownGraph(ctx, graphId, graphVersion).catch(nullIfDeleted),
    ask(ctx.engine.plan(ref)),
    wholeLog(ctx, ref),
  ]);
  if (plan === null || log === null) throw notFound("Log of the execution");
  const receipts = receiptsOf(id, plan, log);
  return { execution, graph, plan: dataOf(plan), log: log.map(dataOf), receipts };
}

/** Plans and log entries are stored as JSON; only their interfaces hide that from the compiler. */
const dataOf = (data: Plan | LogEntry): JsonObject => data as unknown as JsonObject;

function nullIfDeleted(error: unknown): null {
  if (error instanceof AppError && error.code === "NOT_FOUND") return null;
  throw error;
}
