import * as z from "zod";
import { decideReview } from "#domain/reviews/decide.ts";
import { route } from "../../route.ts";
import { JsonValue } from "../json-values.ts";
import { presentReview, ReviewBody, reviewParams } from "./present.ts";

/** Strict: with its `data` mistyped a decision would be one on what was shown. */
const DecisionInput = z.strictObject({
  digest: z.string().describe("The digest of what was shown"),
  data: JsonValue.optional().describe("What is approved instead, where the review is editable"),
  message: z.string().max(10_000).nullish(),
});

const decideRoute = (word: "approve" | "reject") =>
  route({
    method: "POST",
    path: `/reviews/:review_id/${word}`,
    scope: "agents:write",
    summary: word === "approve" ? "Approve what is shown" : "Reject what is shown",
    params: reviewParams,
    body: DecisionInput,
    response: ReviewBody,
    errors: ["NOT_FOUND", "CONFLICT", "VALIDATION_ERROR"],
    handle: async (ctx, { params, body }) => {
      const { digest, data, message } = body;
      const approved = word === "approve";
      const decision = { approved, message: message ?? "", ...(approved && data !== undefined && { data }) };
      return presentReview(await decideReview(ctx, params.review_id, digest, decision));
    },
  });

export const approveReviewRoute = decideRoute("approve");
export const rejectReviewRoute = decideRoute("reject");
