import { notFound } from "#lib/errors.ts";
import type { Ctx } from "../ctx.ts";
import { ask } from "../executions/ask.ts";
import type { Review } from "./review.ts";

/** A review of the caller's own; anybody else's does not exist. */
export async function getReview(ctx: Ctx, id: string): Promise<Review> {
  const review = await ask(ctx.engine.review(ctx.principal.userId, id));
  if (review === null) throw notFound("Review");
  return review;
}
