import * as z from "zod";
import { bundleExecution } from "#domain/executions/bundle.ts";
import { route } from "../../route.ts";
import { GraphBody, presentGraph } from "../graphs/present.ts";
import { JsonDict } from "../json-values.ts";
import { ExecutionBody, executionParams, presentExecution } from "./present.ts";

export const executionBundleRoute = route({
  method: "GET",
  path: "/executions/:execution_id/bundle",
  scope: "runs:read",
  summary: "Get all that there is of an ended execution, to replay it elsewhere",
  params: executionParams,
  response: z.object({
    format: z.literal(1),
    execution: ExecutionBody,
    graph: GraphBody.nullable().describe("The version that ran, if the graph is still there"),
    plan: JsonDict.describe("What the version was compiled to"),
    inputs: JsonDict,
    outputs: ExecutionBody.shape.outputs,
    log: z.array(JsonDict).describe("Numbered 1..N; `at` is in milliseconds since 1970"),
  }),
  errors: ["NOT_FOUND", "CONFLICT", "VALIDATION_ERROR", "UNAVAILABLE"],
  handle: async (ctx, { params }) => {
    const { execution, graph, plan, log } = await bundleExecution(ctx, params.execution_id);
    const presented = presentExecution(execution);
    return {
      format: 1 as const,
      execution: presented,
      graph: graph === null ? null : presentGraph(graph),
      plan,
      inputs: presented.inputs,
      outputs: presented.outputs,
      log,
    };
  },
});
