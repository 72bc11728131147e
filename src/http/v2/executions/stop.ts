import { stopExecution } from "#domain/executions/stop.ts";
import { route } from "../../route.ts";
import { ExecutionSummaryBody, executionParams, presentExecutionSummary } from "./present.ts";

export const stopExecutionRoute = route({
  method: "POST",
  path: "/executions/:execution_id/stop",
  scope: "EXECUTE_GRAPH",
  summary: "Stop an execution that has not ended",
  params: executionParams,
  response: ExecutionSummaryBody,
  errors: ["NOT_FOUND", "CONFLICT", "VALIDATION_ERROR"],
  handle: async (ctx, { params }) => presentExecutionSummary(await stopExecution(ctx, params.execution_id)),
});
