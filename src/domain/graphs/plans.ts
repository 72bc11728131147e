import { compile } from "#kernel/compile.ts";
import { invalid } from "#lib/errors.ts";
import type { Ctx } from "../ctx.ts";
import { isGuid, loadAgents } from "./agents.ts";
import { type CredentialInputs, withCredentials } from "./credential-fields.ts";
import { factsOf } from "./facts.ts";
import type { GraphRecord } from "./graph.ts";
import type { KnownPlan } from "./known-plan.ts";
import { planSizeIssues } from "./plan-size.ts";
import { isAnyDeleted, ownGraph } from "./queries.ts";
import { concurrencyOf, rulesOf } from "./settings.ts";

/** What this isolate remembers of the version, or of the one that it last saw active; null when nothing. */
export function knownPlan(ctx: Ctx, graphId: string, version?: number): KnownPlan | null {
  const known = ctx.plans.get(keyOf(graphId, version));
  return known?.ownerId === ctx.principal.userId ? known : null;
}

/** The same as long as all graphs are there that its agents run; whether the graph itself is, the start sees. */
export async function standingPlan(ctx: Ctx, graphId: string, version?: number): Promise<KnownPlan | null> {
  const known = knownPlan(ctx, graphId, version);
  const agents = Object.values(known?.agents ?? {})
    .map((agent) => agent.graphId)
    .filter(isGuid);
  return agents.length > 0 && (await isAnyDeleted(ctx, agents)) ? null : known;
}

/** Loads and compiles a version: 404 when there is none, 422 with every reason why it cannot run. */
export async function loadPlan(ctx: Ctx, graphId: string, version?: number): Promise<KnownPlan> {
  const known = await compiledPlan(ctx, await ownGraph(ctx, graphId, version), {});
  ctx.plans.set(keyOf(graphId, known.plan.version), known);
  if (version === undefined) ctx.plans.set(keyOf(graphId), known);
  return known;
}

/** The same with credentials for this one run, which nobody remembers. */
export const loadPlanWith = async (
  ctx: Ctx,
  graphId: string,
  version: number | undefined,
  credentials: CredentialInputs,
): Promise<KnownPlan> => compiledPlan(ctx, await ownGraph(ctx, graphId, version), credentials);

async function compiledPlan(ctx: Ctx, graph: GraphRecord, credentials: CredentialInputs): Promise<KnownPlan> {
  const complete = withCredentials(graph, credentials);
  const compiled = compile({ ...complete, ...rulesOf(graph.settings) }, factsOf);
  if (!compiled.ok) throw invalid(compiled.issues, "The graph cannot run as it is");
  const agents = await loadAgents(ctx, complete, credentials);
  const issues = planSizeIssues([compiled.plan, ...Object.values(agents)]);
  if (issues.length > 0) throw invalid(issues, "The graph cannot run as it is");
  const concurrency = concurrencyOf(graph.settings);
  return { ownerId: ctx.principal.userId, plan: compiled.plan, agents, concurrency };
}

const keyOf = (graphId: string, version?: number) => `${graphId}@${version ?? "active"}`;
