import type { Ctx } from "../ctx.ts";
import type { GraphRecord } from "./graph.ts";
import { ownGraph } from "./queries.ts";

/** The named version, or the active one. */
export const getGraph = (ctx: Ctx, id: string, version?: number): Promise<GraphRecord> =>
  ownGraph(ctx, id, version);
