import { updateGraph } from "#domain/graphs/update.ts";
import { route } from "../../route.ts";
import { draftOf, GraphBody, GraphInput, graphParams, presentGraph } from "./present.ts";

export const updateGraphRoute = route({
  method: "PUT",
  path: "/builder/graphs/:graph_id",
  scope: "WRITE_GRAPH",
  summary: "Save a new version of a graph and make it the active one",
  params: graphParams,
  body: GraphInput,
  response: GraphBody,
  errors: ["NOT_FOUND", "VALIDATION_ERROR"],
  handle: async (ctx, { params, body }) =>
    presentGraph(await updateGraph(ctx, params.graph_id, draftOf(body))),
});
