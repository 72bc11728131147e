import { compile } from "#kernel/compile.ts";
import { invalid } from "#lib/errors.ts";
import type { Ctx } from "../ctx.ts";
import { loadAgents } from "./agents.ts";
import { factsOf } from "./facts.ts";
import type { KnownPlan } from "./known-plan.ts";
import { ownGraph } from "./queries.ts";
import { concurrencyOf, safeModeOf } from "./settings.ts";

/** What this isolate remembers of the version, or of the one that it last saw active; null when nothing. */
export function knownPlan(ctx: Ctx, graphId: string, version?: number): KnownPlan | null {
  const known = ctx.plans.get(keyOf(graphId, version));
  return known?.ownerId === ctx.principal.userId ? known : null;
}

/** Loads and compiles a version: 404 when there is none, 422 with every reason why it cannot run. */
export async function loadPlan(ctx: Ctx, graphId: string, version?: number): Promise<KnownPlan> {
  const graph = await ownGraph(ctx, graphId, version);
  const compiled = compile({ ...graph, safeMode: safeModeOf(graph.settings) }, factsOf);
  if (!compiled.ok) throw invalid(compiled.issues, "The graph cannot run as it is");
  const agents = await loadAgents(ctx, graph);
  const { plan } = compiled;
  const known = { ownerId: ctx.principal.userId, plan, agents, concurrency: concurrencyOf(graph.settings) };
  ctx.plans.set(keyOf(graphId, graph.version), known);
  if (version === undefined) ctx.plans.set(keyOf(graphId), known);
  return known;
}

const keyOf = (graphId: string, version?: number) => `${graphId}@${version ?? "active"}`;
