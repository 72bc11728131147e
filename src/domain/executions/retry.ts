import { isFinal } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import { conflict, invalid } from "#lib/errors.ts";
import type { JsonObject } from "#lib/json.ts";
import type { Ctx } from "../ctx.ts";
import { factsOf } from "../graphs/facts.ts";
import type { KnownPlan } from "../graphs/known-plan.ts";
import { knownPlan, loadPlan, standingPlan } from "../graphs/plans.ts";
import { ownGraph } from "../graphs/queries.ts";
import { concurrencyOf } from "../graphs/settings.ts";
import { ask } from "./ask.ts";
import { getExecution } from "./get.ts";
import { requireValues } from "./large-run.ts";
import { overlongIssue, overridden, overrideIssues } from "./overrides.ts";
import type { ExecutionRecord } from "./record.ts";
import { type From, Keeping, keptFromRows, standing, unfinishedNodes } from "./rerun.ts";
import { startAgain } from "./start.ts";
import { readLog } from "./whole-log.ts";

export interface RetryExecution {
  /** Done again with all that follows from it. Without it: what failed or was cut off, with what follows. */
  fromNode?: string;
  /** Values for pins of `fromNode`, over what its links bring. */
  overrides?: JsonObject;
  /** As it is saved. Without it: what ran, as it ran, with the credentials and values that it was given. */
  version?: number;
}

/** Starts a run that does an ended one again and keeps what its other nodes gave; answers its id. */
export async function retryExecution(ctx: Ctx, id: string, asked: RetryExecution): Promise<string> {
  const earlier = await endedExecution(ctx, id);
  return rerun(ctx, earlier, asked, fromOf(earlier, asked.fromNode));
}

/** The same for what of one node did not complete. */
export async function retryUnfinished(ctx: Ctx, id: string, node: string): Promise<string> {
  return rerun(ctx, await endedExecution(ctx, id), {}, { unfinished: [node] });
}

async function endedExecution(ctx: Ctx, id: string): Promise<ExecutionRecord> {
  const execution = await getExecution(ctx, id);
  if (!isFinal(execution.status)) throw conflict(`Execution ${id} has not ended`);
  return execution;
}

function fromOf({ id, status, nodes }: ExecutionRecord, fromNode?: string): From {
  if (fromNode !== undefined) return { node: fromNode };
  const unfinished = unfinishedNodes(nodes);
  if (unfinished.length > 0 || status !== "COMPLETED") return { unfinished };
  throw conflict(`Nothing in execution ${id} failed: name the node to do it again from`);
}

async function rerun(
  ctx: Ctx,
  earlier: ExecutionRecord,
  { fromNode, overrides = {}, version }: RetryExecution,
  from: From,
): Promise<string> {
  const { id, userId, graphId, inputs, tags, nodes } = earlier;
  const known = await plansOf(ctx, earlier, version);
  refuseUnknown(known.plan, fromNode, overrides);
  const plan = fromNode === undefined ? known.plan : overridden(known.plan, fromNode, overrides);
  refuseOverlong(plan, fromNode, overrides);
  const left = standing(known.plan, nodes, from);
  const keeping = new Keeping(left);
  const isKnown = await readLog(ctx, { userId, executionId: id }, (entries) => {
    keeping.take(entries);
    refuseTooMuch(id, keeping);
  });
  if (!isKnown) requireValues(earlier);
  const kept = isKnown ? keeping.nodes() : keptFromRows(left);
  return startAgain(ctx, { ...known, plan }, { graphId, inputs, tags }, { retryOf: id, kept });
}

/** A run that the engine has forgotten is done again as its version is saved. */
async function plansOf(ctx: Ctx, earlier: ExecutionRecord, asked?: number): Promise<KnownPlan> {
  const { id, userId, graphId, graphVersion } = earlier;
  const ran = asked === undefined ? await ask(ctx.engine.plans({ userId, executionId: id })) : null;
  const version = asked ?? graphVersion;
  if (ran === null) return (await standingPlan(ctx, graphId, version)) ?? loadPlan(ctx, graphId, version);
  const concurrency =
    knownPlan(ctx, graphId, version)?.concurrency ??
    concurrencyOf((await ownGraph(ctx, graphId, version)).settings);
  return { ownerId: userId, ...ran, concurrency };
}

/** In characters of JSON: a Worker holds all of it for a moment, each character of two bytes at most. */
export const MOST_KEPT = 40_000_000;

/** Of one node execution: one call must carry it (32 MiB), and its object hold it. */
export const MOST_KEPT_OF_ONE = 15_000_000;

function refuseTooMuch(id: string, keeping: Keeping): void {
  const large = keeping.largerThan(MOST_KEPT_OF_ONE);
  if (large !== null) {
    throw conflict(
      `A retry would keep ${large}, which took and gave more than ${MOST_KEPT_OF_ONE} characters, the most that can be kept of one node execution: do it again from there (from_node)`,
    );
  }
  if (keeping.size <= MOST_KEPT) return;
  throw conflict(
    `A retry of execution ${id} would keep more than ${MOST_KEPT} characters, the most that can be kept: start it anew`,
  );
}

function refuseUnknown(plan: Plan, fromNode: string | undefined, overrides: JsonObject): void {
  if (fromNode === undefined) {
    if (Object.keys(overrides).length === 0) return;
    throw invalid([{ path: "input_overrides", message: "They need a from_node to go to" }]);
  }
  const node = Object.hasOwn(plan.nodes, fromNode) ? plan.nodes[fromNode] : undefined;
  const facts = node && factsOf(node.blockId);
  if (node === undefined || facts === undefined) {
    const message = `Version ${plan.version} of the graph has no node "${fromNode}" that runs`;
    throw invalid([{ path: "from_node", message }]);
  }
  const issues = overrideIssues(node, facts, overrides);
  if (issues.length > 0) throw invalid(issues);
}

function refuseOverlong(plan: Plan, fromNode: string | undefined, overrides: JsonObject): void {
  const node = plan.nodes[fromNode ?? ""];
  const issue = node && overlongIssue(node, factsOf(node.blockId), overrides, plan.limits.wallMs);
  if (issue !== undefined) throw invalid([issue], `Node "${node?.id}" cannot run with these values`);
}
