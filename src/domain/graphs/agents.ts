import { and, inArray, isNull, or, sql } from "drizzle-orm";
import { compile } from "#kernel/compile.ts";
import type { Graph, GraphIssue } from "#kernel/graph.ts";
import type { Plan } from "#kernel/plan.ts";
import { invalid } from "#lib/errors.ts";
import { graphs, graphVersions } from "#store/schema/graphs.ts";
import type { Ctx } from "../ctx.ts";
import type { AgentNode } from "./analysis/agent-depth.ts";
import { type CredentialInputs, credentialKeys, withCredentials } from "./credential-fields.ts";
import { embeddedGraphs } from "./embedded.ts";
import { factsOf } from "./facts.ts";
import type { GraphRecord } from "./graph.ts";
import { planSizeIssues } from "./plan-size.ts";
import { readSettings, rulesOf } from "./settings.ts";

/** Graphs that one run may embed, over all levels. */
const MOST_AGENTS = 50;

/** Graphs that one round trip brings: each may have 1 MiB and more. */
const AT_ONCE = 8;

interface Wanted extends AgentNode {
  graphId: string;
  version: number;
}

/** What a graph's agents run, by graph and version; and what is missing of it, or cannot run. */
export interface Agents {
  plans: Record<string, Plan>;
  issues: GraphIssue[];
  /** The nodes that run agents: of the graph, */
  top: AgentNode[];
  /** and of what they run. */
  inside: Record<string, AgentNode[]>;
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
 * the graph, level by level. A graph that embeds itself is loaded once.
 */
export async function compileAgents(
  ctx: Ctx,
  graph: GraphRecord,
  credentials: CredentialInputs,
): Promise<Agents> {
  const embedded = embeddedGraphs(graph.subGraphs).map(
    (agent) => [refOf(agent.id, agent.version), agent] as const,
  );
  const top = agentsOf(graph);
  const agents: Agents = { plans: {}, issues: [], top, inside: {} };
  const known = new Map<string, Graph>(embedded);
  let wanted = top;
  while (wanted.length > 0) {
    const fresh = [...new Map(wanted.map((one) => [one.ref, one])).values()].filter(
      ({ ref }) => !Object.hasOwn(agents.inside, ref),
    );
    if (Object.keys(agents.inside).length + fresh.length > MOST_AGENTS) {
      agents.issues.push({ path: "nodes", message: `A graph may embed at most ${MOST_AGENTS} others` });
      break;
    }
    wanted = await compileLevel(ctx, fresh, { known, credentials, agents });
  }
  agents.issues.push(...untaken(credentials, [graph, ...known.values()]));
  return agents;
}

interface Compiling {
  /** Graphs that came with the graph, and those that were loaded. */
  known: Map<string, Graph>;
  credentials: CredentialInputs;
  agents: Agents;
}

/** Compiles agents, and answers those that these want; none once there is too much of them. */
async function compileLevel(ctx: Ctx, level: readonly Wanted[], compiling: Compiling): Promise<Wanted[]> {
  const { known, credentials, agents } = compiling;
  const wanted: Wanted[] = [];
  for (let from = 0; from < level.length; from += AT_ONCE) {
    const some = level.slice(from, from + AT_ONCE);
    for (const [ref, agent] of await load(ctx, some)) known.set(ref, agent);
    for (const one of some) {
      const agent = known.get(one.ref);
      wanted.push(...compileAgent(one, agent && withCredentials(agent, credentials), agents));
    }
    if (planSizeIssues(Object.values(agents.plans)).length > 0) return [];
  }
  return wanted;
}

/** A credential that no node takes was meant for one: the run would go by another, or without. */
function untaken(
  credentials: CredentialInputs,
  graphs: readonly Pick<Graph, "nodes" | "links">[],
): GraphIssue[] {
  const given = Object.keys(credentials);
  if (given.length === 0) return [];
  const taken = new Set(graphs.flatMap(credentialKeys));
  return given
    .filter((key) => !taken.has(key))
    .map((key) => ({
      path: `credentials_inputs.${key}`,
      message: "No node of the graph takes such a credential",
    }));
}

/** Adds a plan, or what is wrong; answers the agents that this one wants. */
function compileAgent(one: Wanted, agent: Graph | undefined, { plans, issues, inside }: Agents): Wanted[] {
  inside[one.ref] = [];
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
  const wanted = agentsOf(agent);
  inside[one.ref] = wanted;
  return wanted.map((inner) => ({ ...inner, path: `${one.path}.${inner.path}` }));
}

const refOf = (graphId: string, version: number): string => `${graphId}@${version}`;

function agentsOf(graph: Pick<Graph, "nodes">): Wanted[] {
  return graph.nodes.flatMap(({ blockId, inputDefault }, index) => {
    const graphId = inputDefault["graph_id"];
    const version = inputDefault["graph_version"];
    if (factsOf(blockId)?.kind !== "AGENT" || typeof graphId !== "string") return [];
    const path = `nodes[${index}].input_default.graph_id`;
    const id = graphId.toLowerCase();
    return [{ graphId: id, version: Number(version), ref: refOf(id, Number(version)), path }];
  });
}

async function load(ctx: Ctx, wanted: readonly Wanted[]): Promise<[ref: string, graph: Graph][]> {
  const ids = wanted.filter(({ graphId, version }) => isGuid(graphId) && mayBeVersion(version));
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

/** Postgres has no larger integers, and refuses to compare with one. */
const mayBeVersion = (version: number): boolean =>
  Number.isInteger(version) && version >= 1 && version <= 2_147_483_647;

/** Graphs that come inside others may have ids of any kind. */
export const isGuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
