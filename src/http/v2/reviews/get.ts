import { getReview } from "#domain/reviews/get.ts";
import { route } from "../../route.ts";
import { presentReview, ReviewBody, reviewParams } from "./present.ts";

export const getReviewRoute = route({
  method: "GET",
  path: "/reviews/:review_id",
  scope: "runs:read",
  summary: "Get a review",
  params: reviewParams,
  response: ReviewBody,
  errors: ["NOT_FOUND", "VALIDATION_ERROR"],
  handle: async (ctx, { params }) => presentReview(await getReview(ctx, params.review_id)),
});
