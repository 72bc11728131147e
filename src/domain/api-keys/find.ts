import { eq, sql } from "drizzle-orm";
import { iso } from "#lib/clock.ts";
import type { Db } from "#store/db.ts";
import { oncePerDb } from "#store/prepared.ts";
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

type Store = Pick<OpenCtx, "db">;

/** The key with this hash (hex SHA-256), whatever state it is in. */
export const findApiKey = async ({ db }: Store, keyHash: string): Promise<FoundApiKey | null> =>
  foundOf(await byHash(db).execute({ keyHash }));

export const findApiKeyById = async ({ db }: Store, id: string): Promise<FoundApiKey | null> =>
  foundOf(await selectKeys(db).where(eq(apiKeys.id, id)));

/** Why a key opens nothing, for whoever holds it; null when it does. `now` in milliseconds. */
export function apiKeyFault({ isRevoked, isSuspended, expiresAt }: FoundApiKey, now: number): string | null {
  if (isRevoked) return "was revoked";
  if (expiresAt !== null && expiresAt <= now) return `expired at ${iso(expiresAt)}`;
  return isSuspended ? "is suspended" : null;
}

const selectKeys = (db: Db) =>
  db
    .select({
      id: apiKeys.id,
      userId: apiKeys.userId,
      scopes: apiKeys.scopes,
      revokedAt: apiKeys.revokedAt,
      suspendedAt: apiKeys.suspendedAt,
      expiresAt: apiKeys.expiresAt,
      lastUsedAt: apiKeys.lastUsedAt,
    })
    .from(apiKeys);

const byHash = oncePerDb((db) =>
  selectKeys(db)
    .where(eq(apiKeys.keyHash, sql.placeholder("keyHash")))
    .prepare("api key"),
);

function foundOf([row]: Awaited<ReturnType<typeof selectKeys>>): FoundApiKey | null {
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
