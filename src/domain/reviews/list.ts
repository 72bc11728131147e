import type { Page, PageRequest } from "#lib/page.ts";
import { offsetOf } from "#lib/page.ts";
import type { Ctx } from "../ctx.ts";
import { ask } from "../executions/ask.ts";
import type { Review, ReviewFilter } from "./review.ts";

/** The caller's reviews, newest first. */
export async function listReviews(
  ctx: Ctx,
  filter: Pick<ReviewFilter, "status" | "executionId"> & PageRequest,
): Promise<Page<Review>> {
  const { page, pageSize, ...wanted } = filter;
  const limits = { limit: pageSize, offset: offsetOf({ page, pageSize }) };
  const { reviews, total } = await ask(ctx.engine.reviews(ctx.principal.userId, { ...wanted, ...limits }));
  return { items: reviews, total, page, pageSize };
}
