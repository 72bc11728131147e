import { and, eq, isNull, lt, or } from "drizzle-orm";
import { apiKeys } from "#store/schema/api-keys.ts";
import type { OpenCtx } from "../ctx.ts";

/** A key's last use is written at most this often. */
export const TOUCH_EVERY_MS = 60_000;

export async function touchApiKey({ db, now }: Pick<OpenCtx, "db" | "now">, keyId: string): Promise<void> {
  const usedAt = new Date(now());
  const before = new Date(now() - TOUCH_EVERY_MS);
  await db
    .update(apiKeys)
    .set({ lastUsedAt: usedAt })
    .where(and(eq(apiKeys.id, keyId), or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, before))));
}
