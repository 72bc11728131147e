import * as z from "zod";
import { listExecutions } from "#domain/executions/list.ts";
import type { ExecutionFilter } from "#domain/executions/search.ts";
import { route } from "../../route.ts";
import { Moment } from "../moment.ts";
import { Pagination, pageOf, pageQuery, presentPagination } from "../page.ts";
import { ExecutionSummaryBody, Label, presentExecutionSummary, StatusWord } from "./present.ts";

export const listExecutionsRoute = route({
  method: "GET",
  path: "/executions",
  scope: "runs:read",
  summary: "List your executions, newest first",
  query: z.object({
    graph_id: z.guid().toLowerCase().optional(),
    status: StatusWord.optional(),
    tag: z
      .union([Label, z.array(Label).max(20)])
      .transform((tags) => [tags].flat())
      .optional()
      .describe("Has this tag; repeated: has all of them"),
    q: Label.optional().describe("The beginning of an id, a tag, or a part of the graph's name"),
    from: Moment.optional().describe("Created at this time or later"),
    to: Moment.optional().describe("Created before this time"),
    ...pageQuery(),
  }),
  response: z.object({ executions: z.array(ExecutionSummaryBody), pagination: Pagination }),
  isMadeWhole: true,
  errors: ["VALIDATION_ERROR"],
  handle: async (ctx, { query }) => {
    const page = await listExecutions(ctx, filterOf(query), pageOf(query));
    return { executions: page.items.map(presentExecutionSummary), pagination: presentPagination(page) };
  },
});

interface Asked {
  graph_id?: string | undefined;
  status?: ExecutionFilter["status"] | undefined;
  tag?: string[] | undefined;
  q?: string | undefined;
  from?: number | undefined;
  to?: number | undefined;
}

const filterOf = ({ graph_id: graphId, status, tag: tags, q: text, from, to }: Asked): ExecutionFilter => ({
  ...(graphId !== undefined && { graphId }),
  ...(status !== undefined && { status }),
  ...(tags !== undefined && { tags }),
  ...(text !== undefined && { text }),
  ...(from !== undefined && { from }),
  ...(to !== undefined && { to }),
});
