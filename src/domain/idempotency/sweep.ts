import { inArray, lte, sql } from "drizzle-orm";
import { idempotencyKeys } from "#store/schema/idempotency-keys.ts";
import type { OpenCtx } from "../ctx.ts";
import { KEPT_MS } from "./take.ts";

const BATCH = 10_000;

/** Forgets keys that do not count any more, so many at a time. */
export async function sweepKeys({ db, now }: Pick<OpenCtx, "db" | "now">): Promise<void> {
  const isOld = lte(idempotencyKeys.createdAt, new Date(now() - KEPT_MS));
  const batch = db.select({ row: sql`ctid` }).from(idempotencyKeys).where(isOld).limit(BATCH);
  await db.delete(idempotencyKeys).where(inArray(sql`ctid`, batch));
}
