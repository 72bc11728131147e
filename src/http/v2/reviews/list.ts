import * as z from "zod";
import { listReviews } from "#domain/reviews/list.ts";
import { REVIEW_STATUSES } from "#domain/reviews/review.ts";
import { route } from "../../route.ts";
import { Pagination, pageOf, pageQuery, presentPagination } from "../page.ts";
import { presentReview, ReviewBody } from "./present.ts";

export const listReviewsRoute = route({
  method: "GET",
  path: "/reviews",
  scope: "runs:read",
  summary: "List what your executions ask of people, newest first",
  query: z.object({
    status: z.enum(REVIEW_STATUSES).optional(),
    execution_id: z.guid().toLowerCase().optional(),
    ...pageQuery(),
  }),
  response: z.object({ reviews: z.array(ReviewBody), pagination: Pagination }),
  errors: ["VALIDATION_ERROR"],
  handle: async (ctx, { query }) => {
    const { status, execution_id: executionId } = query;
    const page = await listReviews(ctx, {
      ...pageOf(query),
      ...(status !== undefined && { status }),
      ...(executionId !== undefined && { executionId }),
    });
    return {
      reviews: await Promise.all(page.items.map(presentReview)),
      pagination: presentPagination(page),
    };
  },
});
