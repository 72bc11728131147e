import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { missingInputs } from "#kernel/compile.ts";
import type { Plan } from "#kernel/plan.ts";
import { invalid, notFound, unavailable } from "#lib/errors.ts";
import type { JsonObject } from "#lib/json.ts";
import { executions } from "#store/schema/executions.ts";
import { graphs, graphVersions } from "#store/schema/graphs.ts";
import type { Ctx } from "../ctx.ts";
import { knownPlan, loadPlan } from "../graphs/plans.ts";
import { forgetQueued } from "./discard.ts";
import { noStats } from "./stats.ts";

export interface StartExecution {
  graphId: string;
  /** The active version when not given. */
  version?: number;
  inputs: JsonObject;
}

/**
 * Starts a run and answers when it is durable. One round trip to Postgres when this isolate knows the plan: the
 * insert itself sees to it that the graph is the caller's, not deleted, and has that version.
 */
export async function startExecution(ctx: Ctx, input: StartExecution): Promise<string> {
  const known = knownPlan(ctx, input.graphId, input.version);
  if (known !== null && missingInputs(known, input.inputs).length === 0) {
    const id = await begin(ctx, known, input.inputs, input.version === undefined);
    if (id !== null) return id;
  }
  const plan = await loadPlan(ctx, input.graphId, input.version);
  refuseMissingInputs(plan, input.inputs);
  const id = await begin(ctx, plan, input.inputs, false);
  if (id === null) throw notFound("Graph");
  return id;
}

function refuseMissingInputs(plan: Plan, inputs: JsonObject): void {
  const missing = missingInputs(plan, inputs);
  if (missing.length === 0) return;
  throw invalid(
    missing.map((name) => ({ path: `input_data.${name}`, message: "This input is required" })),
    `The run needs ${missing.map((name) => `"${name}"`).join(", ")}`,
  );
}

/** Null when the caller has no such graph (any more), or `mustBeActive` and another version is. */
async function begin(
  ctx: Ctx,
  plan: Plan,
  inputs: JsonObject,
  mustBeActive: boolean,
): Promise<string | null> {
  const executionId = crypto.randomUUID();
  const { userId } = ctx.principal;
  const trigger = ctx.principal.kind === "user" ? "manual" : "api";
  const createdAt = ctx.now();
  const { rows } = await ctx.db.execute(sql`
    insert into ${executions}
      (id, user_id, graph_id, graph_version, status, trigger, inputs, outputs, stats, seq, created_at)
    select ${executionId}::uuid, ${graphs.userId}, ${graphs.id}, ${graphVersions.version}, 'QUEUED', ${trigger}::text,
      ${JSON.stringify(inputs)}::jsonb, '{}'::jsonb, ${JSON.stringify(noStats)}::jsonb, 0,
      ${new Date(createdAt).toISOString()}::timestamptz
    from ${graphs} join ${graphVersions} on ${graphVersions.graphId} = ${graphs.id}
    where ${runnable(ctx, plan, mustBeActive)}
    returning id`);
  if (rows.length === 0) return null;
  const run = { userId, executionId };
  try {
    await ctx.engine.start({ ...run, plan, inputs, trigger, createdAt });
  } catch (error) {
    await forgetQueued(ctx, run);
    throw unavailable("The engine", error);
  }
  return executionId;
}

const runnable = (ctx: Ctx, plan: Plan, mustBeActive: boolean): SQL | undefined =>
  and(
    eq(graphs.id, plan.graphId),
    eq(graphs.userId, ctx.principal.userId),
    isNull(graphs.deletedAt),
    eq(graphVersions.version, plan.version),
    mustBeActive ? eq(graphs.activeVersion, plan.version) : undefined,
  );
