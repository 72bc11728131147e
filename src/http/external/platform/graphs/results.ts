import * as z from "zod";
import { getExecution } from "#domain/executions/get.ts";
import { requireValues } from "#domain/executions/large-run.ts";
import type { ExecutionRecord } from "#domain/executions/record.ts";
import { notFound } from "#lib/errors.ts";
import { route } from "../../../route.ts";
import { executionParams, StatusWord } from "../../../v2/executions/present.ts";
import { graphParams } from "../../../v2/graphs/present.ts";
import { JsonDict, JsonValue, ValuesByName } from "../../../v2/json-values.ts";

const ResultsBody = z.object({
  execution_id: z.string(),
  status: StatusWord,
  nodes: z.array(
    z.object({ node_id: z.string(), input: JsonDict, output: ValuesByName.describe("Values by pin") }),
  ),
  output: z
    .array(z.record(z.string(), JsonValue))
    .nullable()
    .describe("One object a value, by the name of its output; null until the run is completed"),
});

export const graphResultsRoute = route({
  method: "GET",
  path: "/graphs/:graph_id/executions/:execution_id/results",
  scope: "READ_GRAPH",
  limit: "external",
  summary: "What a run of a graph has come to",
  params: graphParams.extend(executionParams.shape),
  response: ResultsBody,
  errors: ["NOT_FOUND", "CONFLICT", "VALIDATION_ERROR"],
  handle: async (ctx, { params }) => {
    const execution = await getExecution(ctx, params.execution_id);
    if (execution.graphId !== params.graph_id) throw notFound("Execution");
    requireValues(execution);
    return presentResults(execution);
  },
});

const presentResults = ({ id, status, nodes, outputs }: ExecutionRecord): z.input<typeof ResultsBody> => ({
  execution_id: id,
  status,
  nodes: nodes.map(({ nodeId, input, output }) => ({ node_id: nodeId, input, output })),
  output:
    status === "COMPLETED"
      ? Object.entries(outputs).flatMap(([name, values]) => values.map((value) => ({ [name]: value })))
      : null,
});
