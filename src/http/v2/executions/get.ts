import { getExecution } from "#domain/executions/get.ts";
import { route } from "../../route.ts";
import { ExecutionBody, executionParams, presentExecution } from "./present.ts";

export const getExecutionRoute = route({
  method: "GET",
  path: "/executions/:execution_id",
  scope: "runs:read",
  summary: "Get an execution with its node executions",
  params: executionParams,
  response: ExecutionBody,
  isMadeWhole: true,
  errors: ["NOT_FOUND", "VALIDATION_ERROR"],
  handle: async (ctx, { params }) => presentExecution(await getExecution(ctx, params.execution_id)),
});
