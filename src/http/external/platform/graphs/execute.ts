import * as z from "zod";
import { startExecution } from "#domain/executions/start.ts";
import { route } from "../../../route.ts";
import { graphParams } from "../../../v2/graphs/present.ts";
import { JsonDict } from "../../../v2/json-values.ts";

export const executeGraphRoute = route({
  method: "POST",
  path: "/graphs/:graph_id/execute/:graph_version",
  scope: "EXECUTE_GRAPH",
  limit: "external",
  idempotent: true,
  summary: "Start a run of a version of a graph",
  params: graphParams.extend({ graph_version: z.coerce.number().int().min(1).max(2_147_483_647) }),
  body: z.object({
    node_input: JsonDict.nullish().describe("Values by the name of an input; unknown names are ignored"),
  }),
  response: z.object({ id: z.string().describe("Of the execution") }),
  errors: ["NOT_FOUND", "CONFLICT", "VALIDATION_ERROR", "UNAVAILABLE"],
  handle: async (ctx, { params, body }) => ({
    id: await startExecution(ctx, {
      graphId: params.graph_id,
      version: params.graph_version,
      inputs: body.node_input ?? {},
      inputsField: "node_input",
    }),
  }),
});
