import { sha256Hex } from "#lib/crypto.ts";
import { canonicalJson } from "#lib/equal.ts";
import type { Json } from "#lib/json.ts";

export const REVIEW_STATUSES = ["WAITING", "APPROVED", "REJECTED", "EXPIRED", "CANCELLED"] as const;
export type ReviewStatus = (typeof REVIEW_STATUSES)[number];

/** A question to a person. Times are milliseconds since the epoch. */
export interface Review {
  id: string;
  executionId: string;
  nodeExecutionId: string;
  nodeId: string;
  blockId: string;
  graphId: string;
  graphVersion: number;
  title: string;
  data: Json;
  editable: boolean;
  status: ReviewStatus;
  message: string | null;
  createdAt: number;
  expiresAt: number | null;
  decidedAt: number | null;
}

export interface ReviewFilter {
  status?: ReviewStatus;
  executionId?: string;
  limit: number;
  offset: number;
}

/** A person's word on a review. `data` replaces what was shown, where that is allowed. */
export interface Decision {
  approved: boolean;
  data?: Json;
  message: string;
}

/** Stands for what is shown: whoever decides names it, so that nobody approves anything else. */
export const digestOf = ({
  blockId,
  nodeId,
  graphId,
  graphVersion,
  executionId,
  data,
}: Review): Promise<string> =>
  sha256Hex(canonicalJson([blockId, nodeId, graphId, graphVersion, executionId, data]));
