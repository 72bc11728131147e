import * as z from "zod";
import { digestOf, REVIEW_STATUSES, type Review } from "#domain/reviews/review.ts";
import { iso } from "#lib/clock.ts";
import { JsonValue } from "../json-values.ts";

export const reviewParams = z.object({ review_id: z.guid().toLowerCase() });

export const ReviewBody = z.object({
  id: z.string(),
  execution_id: z.string(),
  node_id: z.string(),
  block_id: z.string(),
  name: z.string(),
  data: JsonValue,
  digest: z.string().describe("Name it when you decide: it stands for what is shown"),
  editable: z.boolean(),
  status: z.enum(REVIEW_STATUSES),
  message: z.string().nullable(),
  created_at: z.string(),
  expires_at: z.string().nullable(),
  decided_at: z.string().nullable(),
});

export const presentReview = async (review: Review): Promise<z.input<typeof ReviewBody>> => ({
  id: review.id,
  execution_id: review.executionId,
  node_id: review.nodeId,
  block_id: review.blockId,
  name: review.title,
  data: review.data,
  digest: await digestOf(review),
  editable: review.editable,
  status: review.status,
  message: review.message,
  created_at: iso(review.createdAt),
  expires_at: review.expiresAt === null ? null : iso(review.expiresAt),
  decided_at: review.decidedAt === null ? null : iso(review.decidedAt),
});
