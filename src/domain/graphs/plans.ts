import { blockFacts } from "#blocks/facts.ts";
import { findBlock } from "#blocks/registry.ts";
import { compile } from "#kernel/compile.ts";
import type { Plan } from "#kernel/plan.ts";
import { invalid } from "#lib/errors.ts";
import type { Ctx } from "../ctx.ts";
import { ownGraph } from "./queries.ts";

/** What this isolate remembers of the version, or of the one that it last saw active; null when nothing. */
export function knownPlan(ctx: Ctx, graphId: string, version?: number): Plan | null {
  const known = ctx.plans.get(keyOf(graphId, version));
  return known?.ownerId === ctx.principal.userId ? known.plan : null;
}

/** Loads and compiles a version: 404 when there is none, 422 with every reason why it cannot run. */
export async function loadPlan(ctx: Ctx, graphId: string, version?: number): Promise<Plan> {
  const graph = await ownGraph(ctx, graphId, version);
  const compiled = compile(graph, factsOf);
  if (!compiled.ok) throw invalid(compiled.issues, "The graph cannot run as it is");
  const known = { ownerId: ctx.principal.userId, plan: compiled.plan };
  ctx.plans.set(keyOf(graphId, graph.version), known);
  if (version === undefined) ctx.plans.set(keyOf(graphId), known);
  return compiled.plan;
}

const factsOf = (blockId: string) => {
  const block = findBlock(blockId);
  return block && blockFacts(block);
};

const keyOf = (graphId: string, version?: number) => `${graphId}@${version ?? "active"}`;
