import * as z from "zod";
import { retryExecution } from "#domain/executions/retry.ts";
import { route } from "../../route.ts";
import { JsonDict } from "../json-values.ts";
import { executionParams } from "./present.ts";

export const retryExecutionRoute = route({
  method: "POST",
  path: "/executions/:execution_id/retry",
  scope: "EXECUTE_GRAPH",
  limit: "execute",
  idempotent: true,
  summary: "Do an ended execution again, keeping what need not be done again",
  params: executionParams,
  // What is asked for by a misspelled name would be work that is done wrong.
  body: z.strictObject({
    from_node: z.string().nullish().describe("Unless given: what failed or was cut off"),
    input_overrides: JsonDict.nullish().describe("Values for pins of `from_node`, over what its links bring"),
    version: z.int().min(1).max(2_147_483_647).nullish().describe("The version that ran unless given"),
  }),
  response: z.object({ execution_id: z.string(), retry_of: z.string() }),
  errors: ["NOT_FOUND", "CONFLICT", "VALIDATION_ERROR", "UNAVAILABLE"],
  handle: async (ctx, { params, body }) => {
    const executionId = await retryExecution(ctx, params.execution_id, {
      ...(body.from_node != null && { fromNode: body.from_node }),
      ...(body.input_overrides != null && { overrides: body.input_overrides }),
      ...(body.version != null && { version: body.version }),
    });
    return { execution_id: executionId, retry_of: params.execution_id };
  },
});
