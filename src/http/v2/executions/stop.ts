import { stopExecution } from "#domain/executions/stop.ts";
import { route } from "../../route.ts";
import { ExecutionBody, executionParams, presentExecution } from "./present.ts";

export const stopExecutionRoute = route({
  method: "POST",
  path: "/executions/:execution_id/stop",
  scope: "EXECUTE_GRAPH",
  summary: "Stop an execution that has not ended",
  params: executionParams,
  response: ExecutionBody,
  errors: ["NOT_FOUND", "CONFLICT", "VALIDATION_ERROR"],
  handle: async (ctx, { params }) => presentExecution(await stopExecution(ctx, params.execution_id)),
});
