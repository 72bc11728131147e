import * as z from "zod";
import { type PlannedRun, planRun } from "#domain/graphs/plan-run.ts";
import { route } from "../../route.ts";
import { JsonDict } from "../json-values.ts";
import { CredentialInputsBody, graphParams } from "./present.ts";

const PlanBody = z.object({
  graph_id: z.string(),
  version: z.int(),
  can_run: z.boolean().describe("A run with these inputs would start"),
  issues: z.array(z.object({ path: z.string(), message: z.string() })),
  warnings: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .describe("What would fail in a run that starts, or be of no effect in it"),
  missing_inputs: z.array(z.string()),
  missing_credentials: z.array(z.object({ node_id: z.string(), pin: z.string() })),
  waves: z.array(
    z.array(
      z.object({
        node_id: z.string(),
        block_id: z.string(),
        name: z.string(),
        runs: z.enum(["object", "worker", "wait"]),
        in_cycle: z.boolean(),
      }),
    ),
  ),
  cycles: z.array(z.array(z.string())),
  unreachable_nodes: z.array(z.string()),
  type_mismatches: z.array(
    z.object({
      link_id: z.string(),
      source_types: z.array(z.string()),
      sink_types: z.array(z.string()),
      always: z.boolean().describe("Nothing that the source gives fits as it is"),
      coercion: z.string(),
    }),
  ),
  estimate: z.object({
    queue_messages: z.int(),
    node_executions: z.object({ at_most: z.int(), bounded_by: z.enum(["graph", "budget"]) }),
    cost: z.object({
      at_most: z
        .number()
        .nullable()
        .describe("In US dollars; null when neither nodes nor the graph say how much"),
    }),
  }),
});

export const planGraphRoute = route({
  method: "POST",
  path: "/builder/graphs/:graph_id/plan",
  scope: "READ_GRAPH",
  summary: "What a run of a graph would do; nothing is started",
  params: graphParams,
  body: z.object({
    input_data: JsonDict.nullish(),
    version: z.int().min(1).max(2_147_483_647).nullish().describe("The active version unless given"),
    credentials_inputs: CredentialInputsBody.nullish(),
  }),
  response: PlanBody,
  errors: ["NOT_FOUND", "VALIDATION_ERROR"],
  handle: async (ctx, { params, body }) =>
    presentPlan(
      await planRun(
        ctx,
        params.graph_id,
        body.input_data ?? {},
        body.version ?? undefined,
        body.credentials_inputs ?? {},
      ),
    ),
});

const presentPlan = ({ graph, analysis }: PlannedRun): z.input<typeof PlanBody> => ({
  graph_id: graph.id,
  version: graph.version,
  can_run: analysis.issues.length === 0 && analysis.missingInputs.length === 0,
  issues: analysis.issues,
  warnings: analysis.warnings,
  missing_inputs: analysis.missingInputs,
  missing_credentials: analysis.missingCredentials.map(({ nodeId, pin }) => ({ node_id: nodeId, pin })),
  waves: analysis.waves.map((wave) =>
    wave.map(({ nodeId, blockId, name, place, inCycle }) => ({
      node_id: nodeId,
      block_id: blockId,
      name,
      runs: place,
      in_cycle: inCycle,
    })),
  ),
  cycles: analysis.cycles,
  unreachable_nodes: analysis.unreachable,
  type_mismatches: analysis.typeMismatches.map(({ linkId, sourceTypes, sinkTypes, always, coercion }) => ({
    link_id: linkId,
    source_types: sourceTypes,
    sink_types: sinkTypes,
    always,
    coercion,
  })),
  estimate: {
    queue_messages: analysis.estimate.queueMessages,
    node_executions: {
      at_most: analysis.estimate.nodeExecutions.atMost,
      bounded_by: analysis.estimate.nodeExecutions.boundedBy,
    },
    cost: { at_most: analysis.estimate.cost.atMost },
  },
});
