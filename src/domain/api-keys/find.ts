import { and, eq, gt, isNull, or } from "drizzle-orm";
import { apiKeys } from "#store/schema/api-keys.ts";
import type { OpenCtx } from "../ctx.ts";

export interface LiveApiKey {
  id: string;
  userId: string;
  scopes: string[];
  expiresAt: number | null;
  lastUsedAt: number | null;
}

/** The key with this hash (hex SHA-256) if it is neither expired, revoked nor suspended. */
export async function findLiveApiKey(
  { db, now }: Pick<OpenCtx, "db" | "now">,
  keyHash: string,
): Promise<LiveApiKey | null> {
  const [row] = await db
    .select({
      id: apiKeys.id,
      userId: apiKeys.userId,
      scopes: apiKeys.scopes,
      expiresAt: apiKeys.expiresAt,
      lastUsedAt: apiKeys.lastUsedAt,
    })
    .from(apiKeys)
    .where(
      and(
        eq(apiKeys.keyHash, keyHash),
        isNull(apiKeys.revokedAt),
        isNull(apiKeys.suspendedAt),
        or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, new Date(now()))),
      ),
    );
  if (row === undefined) return null;
  return {
    ...row,
    expiresAt: row.expiresAt?.getTime() ?? null,
    lastUsedAt: row.lastUsedAt?.getTime() ?? null,
  };
}
