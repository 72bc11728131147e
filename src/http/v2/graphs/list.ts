import * as z from "zod";
import { listGraphs } from "#domain/graphs/list.ts";
import { route } from "../../route.ts";
import { Pagination, pageOf, pageQuery, presentPagination } from "../page.ts";
import { GraphSummaryBody, presentGraphSummary } from "./present.ts";

export const listGraphsRoute = route({
  method: "GET",
  path: "/builder/graphs",
  scope: "READ_GRAPH",
  summary: "List your graphs",
  query: z.object(pageQuery()),
  response: z.object({ graphs: z.array(GraphSummaryBody), pagination: Pagination }),
  errors: ["VALIDATION_ERROR"],
  handle: async (ctx, { query }) => {
    const page = await listGraphs(ctx, pageOf(query));
    return { graphs: page.items.map(presentGraphSummary), pagination: presentPagination(page) };
  },
});
