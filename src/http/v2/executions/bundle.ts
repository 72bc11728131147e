import * as z from "zod";
import { bundleExecution } from "#domain/executions/bundle.ts";
import type { Receipt } from "#domain/executions/receipts.ts";
import { chargedOf } from "#domain/executions/stats.ts";
import { iso } from "#lib/clock.ts";
import { route } from "../../route.ts";
import { GraphBody, presentGraph } from "../graphs/present.ts";
import { JsonDict } from "../json-values.ts";
import { ChargedBody, ExecutionBody, executionParams, presentExecution } from "./present.ts";

const ReceiptBody = z.object({
  node_id: z.string(),
  ordinal: z.int(),
  block_id: z.string(),
  attempt: z.int(),
  idempotency_key: z.string().describe("Sent as `Idempotency-Key` where the protocol has one"),
  outcome: z.enum(["completed", "failed", "unknown"]),
  error: z.string().nullable(),
  stats: ChargedBody,
  started_at: z.string(),
  ended_at: z.string().nullable(),
});

const presentReceipt = (receipt: Receipt): z.input<typeof ReceiptBody> => ({
  node_id: receipt.nodeId,
  ordinal: receipt.ordinal,
  block_id: receipt.blockId,
  attempt: receipt.attempt,
  idempotency_key: receipt.idempotencyKey,
  outcome: receipt.outcome,
  error: receipt.error,
  stats: chargedOf(receipt.spent),
  started_at: iso(receipt.startedAt),
  ended_at: receipt.endedAt === null ? null : iso(receipt.endedAt),
});

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
    receipts: z.array(ReceiptBody).describe("Each try at something outside"),
  }),
  errors: ["NOT_FOUND", "CONFLICT", "VALIDATION_ERROR", "UNAVAILABLE"],
  handle: async (ctx, { params }) => {
    const { execution, graph, plan, log, receipts } = await bundleExecution(ctx, params.execution_id);
    const presented = presentExecution(execution);
    return {
      format: 1 as const,
      execution: presented,
      graph: graph === null ? null : presentGraph(graph),
      plan,
      inputs: presented.inputs,
      outputs: presented.outputs,
      log,
      receipts: receipts.map(presentReceipt),
    };
  },
});
