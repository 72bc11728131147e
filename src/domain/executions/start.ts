import { sql } from "drizzle-orm";
import { missingInputs } from "#kernel/compile.ts";
import { isFinal, type Status } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import { uuidOf } from "#lib/crypto.ts";
import { AppError, invalid, notFound, unavailable } from "#lib/errors.ts";
import type { JsonObject } from "#lib/json.ts";
import { prepared } from "#store/prepared.ts";
import { executions } from "#store/schema/executions.ts";
import { graphs, graphVersions } from "#store/schema/graphs.ts";
import { users } from "#store/schema/users.ts";
import type { Ctx } from "../ctx.ts";
import type { CredentialInputs } from "../graphs/credential-fields.ts";
import type { KnownPlan } from "../graphs/known-plan.ts";
import { knownPlan, loadPlan, loadPlanWith } from "../graphs/plans.ts";
import { dropQueued, forgetQueued } from "./discard.ts";
import type { Started, StartRun } from "./engine.ts";
import { textArrayOf } from "./search.ts";
import { noStats } from "./stats.ts";

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
 * Starts a run and answers when it is durable. One round trip to Postgres when this isolate knows the plan: the
 * insert itself sees to it that the graph is the caller's, not deleted, and has that version.
 */
export async function startExecution(ctx: Ctx, input: StartExecution): Promise<string> {
  if (Object.keys(input.credentials ?? {}).length > 0) return startWithCredentials(ctx, input);
  const known = knownPlan(ctx, input.graphId, input.version);
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
  const executionId = ctx.runId ?? crypto.randomUUID();
  const { userId } = ctx.principal;
  const trigger = ctx.principal.kind === "user" ? "manual" : "api";
  const createdAt = ctx.now();
  const { plan, agents, concurrency } = known;
  const { inputs, tags = [] } = input;
  const run = { userId, executionId, plan, agents, concurrency, inputs, trigger, createdAt, ...again };
  const row = await insert(ctx, run, tags, mustBeActive);
  if (row === undefined) return null;
  if (row.seq === 0 && row.status === "FAILED") {
    // Its Worker died before it began, and it was swept: the same request now stands for the run after it.
    return begin({ ...ctx, runId: await uuidOf(executionId) }, known, input, mustBeActive, again);
  }
  if (isFinal(row.status)) return executionId;
  const of = row.version === plan.version ? known : await loadPlan(ctx, plan.graphId, row.version);
  const zone = row.time_zone === null ? {} : { timeZone: row.time_zone };
  await launch(ctx, { ...run, ...zone, plan: of.plan, agents: of.agents, concurrency: of.concurrency });
  return executionId;
}

async function launch(ctx: Ctx, run: StartRun): Promise<void> {
  let started: Started;
  try {
    started = await ctx.engine.start(run);
  } catch (error) {
    // A request that may come again goes on with what this one began.
    if (ctx.runId === undefined) await forgetQueued(ctx, run);
    throw unavailable("The engine", error);
  }
  if (started.state !== "skipped") return;
  await dropQueued(ctx, run);
  const details = { execution_id: started.for };
  throw new AppError("CONFLICT", `Execution ${started.for} of this graph goes on`, { details });
}

interface Row {
  status: Status;
  seq: number;
  version: number;
  time_zone: string | null;
}

async function insert(
  { db, principal }: Ctx,
  run: StartRun,
  tags: readonly string[],
  mustBeActive: boolean,
): Promise<Row | undefined> {
  const { rows } = await insertRun(db).execute({
    id: run.executionId,
    userId: principal.userId,
    graphId: run.plan.graphId,
    version: run.plan.version,
    mustBeActive,
    trigger: run.trigger,
    inputs: JSON.stringify(run.inputs),
    tags: textArrayOf(tags),
    retryOf: run.retryOf ?? null,
    createdAt: new Date(run.createdAt).toISOString(),
  });
  return rows[0];
}

const of = sql.placeholder;

const insertRun = prepared<Row>(sql`
  insert into ${executions}
    (id, user_id, graph_id, graph_version, status, trigger, inputs, outputs, stats, tags, retry_of, seq, created_at)
  select ${of("id")}::uuid, ${graphs.userId}, ${graphs.id}, ${graphVersions.version}, 'QUEUED', ${of("trigger")}::text,
    ${of("inputs")}::jsonb, '{}'::jsonb, ${JSON.stringify(noStats)}::jsonb, ${of("tags")}::text[],
    ${of("retryOf")}::uuid, 0, ${of("createdAt")}::timestamptz
  from ${graphs} join ${graphVersions} on ${graphVersions.graphId} = ${graphs.id}
  where ${graphs.id} = ${of("graphId")}::uuid and ${graphs.userId} = ${of("userId")}::uuid
    and ${graphs.deletedAt} is null and ${graphVersions.version} = ${of("version")}::int
    and (not ${of("mustBeActive")}::boolean or ${graphs.activeVersion} = ${graphVersions.version})
  on conflict (id) do update set seq = executions.seq where executions.user_id = excluded.user_id
  returning executions.status, executions.seq, executions.graph_version as version,
    (select ${users.timezone} from ${users} where ${users.id} = executions.user_id) as time_zone`);
