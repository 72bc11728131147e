import { missingInputs } from "#kernel/compile.ts";
import type { Plan } from "#kernel/plan.ts";
import { newUuid, uuidOf } from "#lib/crypto.ts";
import { AppError, invalid, notFound, unavailable } from "#lib/errors.ts";
import type { JsonObject } from "#lib/json.ts";
import type { Ctx } from "../ctx.ts";
import type { CredentialInputs } from "../graphs/credential-fields.ts";
import type { KnownPlan } from "../graphs/known-plan.ts";
import { loadPlan, loadPlanWith, standingPlan } from "../graphs/plans.ts";
import { dropQueued, forgetQueued } from "./discard.ts";
import type { Started, StartRun } from "./engine.ts";

export interface StartExecution {
  graphId: string;
  /** The active version when not given. */
  version?: number;
  inputs: JsonObject;
  /** The field in which the inputs were sent, for errors; `input_data` unless given. */
  inputsField?: string;
  /** Words by which the run can be found. */
  tags?: readonly string[];
  /** For this run, by the keys of the graph's credentials input schema. */
  credentials?: CredentialInputs;
}

/**
 * Starts a run and answers when it is durable. One round trip to Postgres when this isolate knows the plan, another if
 * that has agents: what puts the run on record also sees to it that the graph is the caller's, not deleted, and has that
 * version.
 */
export async function startExecution(ctx: Ctx, input: StartExecution): Promise<string> {
  if (Object.keys(input.credentials ?? {}).length > 0) return startWithCredentials(ctx, input);
  const known = await standingPlan(ctx, input.graphId, input.version);
  if (known !== null && missingInputs(known.plan, input.inputs).length === 0) {
    const id = await begin(ctx, known, input, input.version === undefined);
    if (id !== null) return id;
  }
  const loaded = await loadPlan(ctx, input.graphId, input.version);
  refuseMissingInputs(loaded.plan, input);
  const id = await begin(ctx, loaded, input, false);
  if (id === null) throw notFound("Graph");
  return id;
}

async function startWithCredentials(ctx: Ctx, input: StartExecution): Promise<string> {
  const known = await loadPlanWith(ctx, input.graphId, input.version, input.credentials ?? {});
  return startAgain(ctx, known, input, {});
}

/** Starts a run that does an earlier one again. 404 when its graph is deleted. */
export async function startAgain(
  ctx: Ctx,
  known: KnownPlan,
  input: StartExecution,
  again: Again,
): Promise<string> {
  refuseMissingInputs(known.plan, input);
  const id = await begin(ctx, known, input, false, again);
  if (id === null) throw notFound("Graph");
  return id;
}

type Again = Pick<StartRun, "retryOf" | "kept">;

function refuseMissingInputs(plan: Plan, { inputs, inputsField = "input_data" }: StartExecution): void {
  const missing = missingInputs(plan, inputs);
  if (missing.length === 0) return;
  throw invalid(
    missing.map((name) => ({ path: `${inputsField}.${name}`, message: "This input is required" })),
    `The run needs ${missing.map((name) => `"${name}"`).join(", ")}`,
  );
}

/**
 * Null when the caller has no such graph (any more), or `mustBeActive` and another version is. A request that may come
 * again finds the row that it left before, and starts that run again, which is to start it once.
 */
async function begin(
  ctx: Ctx,
  known: KnownPlan,
  input: StartExecution,
  mustBeActive: boolean,
  again: Again = {},
): Promise<string | null> {
  const createdAt = ctx.now();
  const executionId = ctx.runId ?? newUuid(createdAt);
  const { userId } = ctx.principal;
  const trigger = ctx.principal.kind === "user" ? "manual" : "api";
  const { plan, agents, concurrency } = known;
  const { inputs, tags = [] } = input;
  const run = {
    userId,
    executionId,
    plan,
    agents,
    concurrency,
    inputs,
    trigger,
    tags,
    createdAt,
    mustBeActive,
  };
  const started = await launch(ctx, { ...run, ...again });
  if (started.state === "unknown") return null;
  if (started.state === "swept") {
    // Its Worker died before it began, and it was swept: the same request now stands for the run after it.
    return begin({ ...ctx, runId: await uuidOf(executionId) }, known, input, mustBeActive, again);
  }
  if (started.state !== "moved") return executionId;
  return begin(ctx, await loadPlan(ctx, plan.graphId, started.version), input, false, again);
}

async function launch(ctx: Ctx, run: StartRun): Promise<Started> {
  let started: Started;
  try {
    started = await ctx.engine.start(run);
  } catch (error) {
    // A request that may come again goes on with what this one began.
    if (ctx.runId === undefined) await forgetQueued(ctx, run);
    throw unavailable("The engine", error);
  }
  if (started.state === "unrecorded") throw unavailable("The database");
  if (started.state !== "skipped") return started;
  await dropQueued(ctx, run);
  const details = { execution_id: started.for };
  throw new AppError("CONFLICT", `Execution ${started.for} of this graph goes on`, { details });
}
