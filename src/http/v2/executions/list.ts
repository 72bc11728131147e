import * as z from "zod";
import { listExecutions } from "#domain/executions/list.ts";
import { route } from "../../route.ts";
import { Pagination, pageOf, pageQuery, presentPagination } from "../page.ts";
import { ExecutionSummaryBody, presentExecutionSummary, StatusWord } from "./present.ts";

export const listExecutionsRoute = route({
  method: "GET",
  path: "/executions",
  scope: "runs:read",
  summary: "List your executions, newest first",
  query: z.object({
    graph_id: z.guid().toLowerCase().optional(),
    status: StatusWord.optional(),
    ...pageQuery(),
  }),
  response: z.object({ executions: z.array(ExecutionSummaryBody), pagination: Pagination }),
  errors: ["VALIDATION_ERROR"],
  handle: async (ctx, { query }) => {
    const { graph_id: graphId, status } = query;
    const filter = { ...(graphId !== undefined && { graphId }), ...(status !== undefined && { status }) };
    const page = await listExecutions(ctx, filter, pageOf(query));
    return { executions: page.items.map(presentExecutionSummary), pagination: presentPagination(page) };
  },
});
