import { eq } from "drizzle-orm";
import { apiKeys } from "#store/schema/api-keys.ts";
import type { OpenCtx } from "../ctx.ts";

/** What decides whether a key opens anything, and what. Times are milliseconds since the epoch. */
export interface FoundApiKey {
  id: string;
  userId: string;
  scopes: string[];
  isRevoked: boolean;
  isSuspended: boolean;
  expiresAt: number | null;
  lastUsedAt: number | null;
}

/** The key with this hash (hex SHA-256), whatever state it is in. */
export async function findApiKey({ db }: Pick<OpenCtx, "db">, keyHash: string): Promise<FoundApiKey | null> {
  const [row] = await db
    .select({
      id: apiKeys.id,
      userId: apiKeys.userId,
      scopes: apiKeys.scopes,
      revokedAt: apiKeys.revokedAt,
      suspendedAt: apiKeys.suspendedAt,
      expiresAt: apiKeys.expiresAt,
      lastUsedAt: apiKeys.lastUsedAt,
    })
    .from(apiKeys)
    .where(eq(apiKeys.keyHash, keyHash));
  if (row === undefined) return null;
  const { id, userId, scopes, revokedAt, suspendedAt, expiresAt, lastUsedAt } = row;
  return {
    id,
    userId,
    scopes,
    isRevoked: revokedAt !== null,
    isSuspended: suspendedAt !== null,
    expiresAt: expiresAt?.getTime() ?? null,
    lastUsedAt: lastUsedAt?.getTime() ?? null,
  };
}
