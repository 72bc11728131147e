import { and, inArray, isNull, or, sql } from "drizzle-orm";
import { compile } from "#kernel/compile.ts";
import type { Graph, GraphIssue } from "#kernel/graph.ts";
import type { Plan } from "#kernel/plan.ts";
import { invalid } from "#lib/errors.ts";
import { graphs, graphVersions } from "#store/schema/graphs.ts";
import type { Ctx } from "../ctx.ts";
import { type CredentialInputs, withCredentials } from "./credential-fields.ts";
import { embeddedGraphs } from "./embedded.ts";
import { factsOf } from "./facts.ts";
import type { GraphRecord } from "./graph.ts";
import { readSettings, rulesOf } from "./settings.ts";

/** Graphs that one run may embed, over all levels. */
const MOST_AGENTS = 50;

interface Wanted {
  graphId: string;
  version: number;
  ref: string;
  /** Where it was asked for, for the message. */
  path: string;
}

/** Plans of what a graph's agents run, by graph and version; and what is missing of it, or cannot run. */
export interface Agents {
  plans: Record<string, Plan>;
  issues: GraphIssue[];
}

/** The plans. Throws 422 with every reason why there are not all. */
export async function loadAgents(
  ctx: Ctx,
  graph: GraphRecord,
  credentials: CredentialInputs,
): Promise<Record<string, Plan>> {
  const { plans, issues } = await compileAgents(ctx, graph, credentials);
  if (issues.length > 0) throw invalid(issues, "The graph cannot run as it is");
  return plans;
}

/**
 * Compiles the graphs that a graph's agents run, and those that theirs run: the caller's own, else those that came with
 * the graph. One round trip a level. A graph that embeds itself is loaded once.
 */
export async function compileAgents(
  ctx: Ctx,
  graph: GraphRecord,
  credentials: CredentialInputs,
): Promise<Agents> {
  const embedded = embeddedGraphs(graph.subGraphs).map(
    (agent) => [refOf(agent.id, agent.version), agent] as const,
  );
  const plans: Record<string, Plan> = {};
  const issues: GraphIssue[] = [];
  let wanted = agentsOf(graph, "");
  while (wanted.length > 0) {
    const fresh = wanted.filter(({ ref }) => !Object.hasOwn(plans, ref));
    if (Object.keys(plans).length + fresh.length > MOST_AGENTS) {
      issues.push({ path: "nodes", message: `A graph may embed at most ${MOST_AGENTS} others` });
      break;
    }
    const known = new Map([...embedded, ...(await load(ctx, fresh))]);
    wanted = fresh.flatMap((one) => {
      const agent = known.get(one.ref);
      return compileAgent(one, agent && withCredentials(agent, credentials), plans, issues);
    });
  }
  return { plans, issues };
}

/** Adds a plan, or what is wrong; answers the agents that this one wants. */
function compileAgent(
  one: Wanted,
  agent: Graph | undefined,
  plans: Record<string, Plan>,
  issues: GraphIssue[],
): Wanted[] {
  if (agent === undefined) {
    issues.push({ path: one.path, message: `You have no graph ${one.graphId} with version ${one.version}` });
    return [];
  }
  const compiled = compile(agent, factsOf);
  if (!compiled.ok) {
    issues.push(...compiled.issues.map(({ path, message }) => ({ path: `${one.path}.${path}`, message })));
    return [];
  }
  plans[one.ref] = compiled.plan;
  return agentsOf(agent, `${one.path}.`);
}

const refOf = (graphId: string, version: number): string => `${graphId}@${version}`;

function agentsOf(graph: Graph, prefix: string): Wanted[] {
  return graph.nodes.flatMap(({ blockId, inputDefault }, index) => {
    const graphId = inputDefault["graph_id"];
    const version = inputDefault["graph_version"];
    if (factsOf(blockId)?.kind !== "AGENT" || typeof graphId !== "string") return [];
    const path = `${prefix}nodes[${index}].input_default.graph_id`;
    const id = graphId.toLowerCase();
    return [{ graphId: id, version: Number(version), ref: refOf(id, Number(version)), path }];
  });
}

async function load(ctx: Ctx, wanted: readonly Wanted[]): Promise<[ref: string, graph: Graph][]> {
  const ids = wanted.filter(({ graphId, version }) => isGuid(graphId) && Number.isInteger(version));
  if (ids.length === 0) return [];
  const rows = await ctx.db
    .select({
      id: graphVersions.graphId,
      version: graphVersions.version,
      nodes: graphVersions.nodes,
      links: graphVersions.links,
      settings: graphVersions.settings,
    })
    .from(graphVersions)
    .innerJoin(graphs, sql`${graphs.id} = ${graphVersions.graphId}`)
    .where(
      and(
        sql`${graphs.userId} = ${ctx.principal.userId}`,
        isNull(graphs.deletedAt),
        inArray(graphVersions.graphId, [...new Set(ids.map(({ graphId }) => graphId))]),
        or(...ids.map(({ graphId, version }) => isVersion(graphId, version))),
      ),
    );
  return rows.map(({ settings, ...agent }) => [
    refOf(agent.id, agent.version),
    { ...agent, ...rulesOf(readSettings(settings)) },
  ]);
}

const isVersion = (graphId: string, version: number) =>
  sql`(${graphVersions.graphId} = ${graphId} and ${graphVersions.version} = ${version})`;

const isGuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
