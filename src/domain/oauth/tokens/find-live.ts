import { and, eq, gt, isNull } from "drizzle-orm";
import { oauthAuthorizations, oauthClients, oauthTokens } from "#store/schema/oauth.ts";
import type { OpenCtx } from "../../ctx.ts";

export interface LiveAccessToken {
  id: string;
  clientId: string;
  userId: string;
  scopes: string[];
  resources: string[];
  createdAt: number;
  expiresAt: number;
}

/** The access token with this hash, if neither it, its authorization nor its client has ended; one round trip. */
export async function findLiveAccessToken(
  { db, now }: Pick<OpenCtx, "db" | "now">,
  hash: string,
): Promise<LiveAccessToken | null> {
  const [row] = await db
    .select({
      id: oauthTokens.hash,
      clientId: oauthAuthorizations.clientId,
      userId: oauthAuthorizations.userId,
      scopes: oauthTokens.scopes,
      resources: oauthTokens.resources,
      createdAt: oauthTokens.createdAt,
      expiresAt: oauthTokens.expiresAt,
    })
    .from(oauthTokens)
    .innerJoin(oauthAuthorizations, eq(oauthAuthorizations.id, oauthTokens.authorizationId))
    .innerJoin(oauthClients, eq(oauthClients.id, oauthAuthorizations.clientId))
    .where(
      and(
        eq(oauthTokens.hash, hash),
        eq(oauthTokens.kind, "access"),
        isNull(oauthTokens.revokedAt),
        gt(oauthTokens.expiresAt, new Date(now())),
        isNull(oauthAuthorizations.revokedAt),
        isNull(oauthClients.suspendedAt),
      ),
    );
  if (row === undefined) return null;
  return { ...row, createdAt: row.createdAt.getTime(), expiresAt: row.expiresAt.getTime() };
}
