import type { JsonObject } from "#lib/json.ts";
import type { Ctx } from "../ctx.ts";
import { compileAgents } from "./agents.ts";
import { type Analysis, analyze } from "./analysis/analysis.ts";
import { type CredentialInputs, withCredentials } from "./credential-fields.ts";
import type { GraphRecord } from "./graph.ts";
import { ownGraph } from "./queries.ts";

export interface PlannedRun {
  graph: GraphRecord;
  analysis: Analysis;
}

/** What a run of the version, or of the active one, would do with these inputs. Starts nothing. */
export async function planRun(
  ctx: Ctx,
  graphId: string,
  inputs: JsonObject,
  version?: number,
  credentials: CredentialInputs = {},
): Promise<PlannedRun> {
  const graph = withCredentials(await ownGraph(ctx, graphId, version), credentials);
  return { graph, analysis: analyze(graph, inputs, await compileAgents(ctx, graph, credentials)) };
}
