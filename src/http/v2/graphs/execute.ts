import * as z from "zod";
import { startExecution } from "#domain/executions/start.ts";
import { route } from "../../route.ts";
import { Tags } from "../executions/present.ts";
import { JsonDict } from "../json-values.ts";
import { CredentialInputsBody, graphParams } from "./present.ts";

export const executeGraphRoute = route({
  method: "POST",
  path: "/builder/graphs/:graph_id/execute",
  scope: "EXECUTE_GRAPH",
  limit: "execute",
  idempotent: true,
  summary: "Start a run of a graph",
  params: graphParams,
  body: z.object({
    input_data: JsonDict.nullish().describe("Values by the name of an input; unknown names are ignored"),
    version: z.int().min(1).max(2_147_483_647).nullish().describe("The active version unless given"),
    credentials_inputs: CredentialInputsBody.nullish(),
    tags: Tags.nullish().describe("Words by which the run can be found"),
  }),
  response: z.object({ execution_id: z.string() }),
  errors: ["NOT_FOUND", "CONFLICT", "VALIDATION_ERROR", "UNAVAILABLE"],
  handle: async (ctx, { params, body }) => {
    const executionId = await startExecution(ctx, {
      graphId: params.graph_id,
      inputs: body.input_data ?? {},
      tags: body.tags ?? [],
      credentials: body.credentials_inputs ?? {},
      ...(body.version != null && { version: body.version }),
    });
    return { execution_id: executionId };
  },
});
