import * as z from "zod";
import { diffExecutions } from "#domain/executions/diff.ts";
import { route } from "../../route.ts";
import { ExecutionSummaryBody, presentExecutionSummary } from "./present.ts";

const verdict = z.enum(["same", "changed", "only_in_a", "only_in_b"]);
const changed = z.array(z.enum(["input", "output", "status", "error"]));

export const diffExecutionsRoute = route({
  method: "GET",
  path: "/executions/diff",
  scope: "runs:read",
  summary: "Compare two executions node by node",
  query: z.object({ a: z.guid().toLowerCase(), b: z.guid().toLowerCase() }),
  response: z.object({
    a: ExecutionSummaryBody,
    b: ExecutionSummaryBody,
    nodes: z.array(
      z.object({
        node_id: z.string(),
        result: verdict,
        changed,
        executions: z.array(z.object({ ordinal: z.int(), result: verdict, changed })),
      }),
    ),
  }),
  errors: ["NOT_FOUND", "CONFLICT", "VALIDATION_ERROR"],
  handle: async (ctx, { query }) => {
    const { a, b, nodes } = await diffExecutions(ctx, query.a, query.b);
    return {
      a: presentExecutionSummary(a),
      b: presentExecutionSummary(b),
      nodes: nodes.map((node) => ({
        node_id: node.nodeId,
        result: node.verdict,
        changed: node.changed,
        executions: node.executions.map((each) => ({
          ordinal: each.ordinal,
          result: each.verdict,
          changed: each.changed,
        })),
      })),
    };
  },
});
