import * as z from "zod";
import { deleteGraph } from "#domain/graphs/delete.ts";
import { route } from "../../route.ts";
import { graphParams } from "./present.ts";

export const deleteGraphRoute = route({
  method: "DELETE",
  path: "/builder/graphs/:graph_id",
  scope: "WRITE_GRAPH",
  summary: "Delete a graph; its executions stay readable",
  params: graphParams,
  response: z.null(),
  status: 204,
  errors: ["NOT_FOUND", "VALIDATION_ERROR"],
  handle: async (ctx, { params }) => {
    await deleteGraph(ctx, params.graph_id);
    return null;
  },
});
