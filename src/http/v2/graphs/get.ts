import * as z from "zod";
import { forExport } from "#domain/graphs/for-export.ts";
import { getGraph } from "#domain/graphs/get.ts";
import { route } from "../../route.ts";
import { GraphBody, graphParams, presentGraph } from "./present.ts";

export const getGraphRoute = route({
  method: "GET",
  path: "/builder/graphs/:graph_id",
  scope: "READ_GRAPH",
  summary: "Get a graph: the active version, or the one that is named",
  params: graphParams,
  query: z.object({
    version: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
    for_export: z
      .enum(["true", "false"])
      .default("false")
      .describe("Without credentials and secret values, to give away"),
  }),
  response: GraphBody,
  errors: ["NOT_FOUND", "VALIDATION_ERROR"],
  handle: async (ctx, { params, query }) => {
    const graph = await getGraph(ctx, params.graph_id, query.version);
    return presentGraph(query.for_export === "true" ? forExport(graph) : graph);
  },
});
