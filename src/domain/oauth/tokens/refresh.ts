import { sql } from "drizzle-orm";
import { oauthAuthorizations, oauthTokens } from "#store/schema/oauth.ts";
import { record } from "../../audit/record.ts";
import type { OpenCtx } from "../../ctx.ts";
import { sever } from "../../executions/sever.ts";
import { appCredential } from "../../principal.ts";
import type { OAuthClient } from "../clients/client.ts";
import { OAuthError } from "../error.ts";
import {
  aboutAuthorization,
  factsOf,
  findToken,
  type PresentedToken,
  revokeAuthorization,
} from "./authorizations.ts";
import { narrowResources, narrowScopes } from "./narrow.ts";
import { ACCESS_LIVES_MS, newAccessToken, newRefreshToken, type TokenSet } from "./token.ts";

export interface RefreshGrant {
  refreshToken: string;
  /** Empty for all that was granted. */
  scopes: string[];
  resources: string[];
}

/**
 * New tokens for a refresh token (RFC 6749 section 6). It works again until one that it was exchanged for is used, so
 * that an answer that got lost, or twenty requests at once, hurt nobody; any other that comes late ends the family
 * (RFC 9700 section 4.14.2).
 */
export async function refreshTokens(
  ctx: OpenCtx,
  client: OAuthClient,
  grant: RefreshGrant,
): Promise<TokenSet> {
  const presented = await findToken(ctx, grant.refreshToken);
  if (presented?.token.kind !== "refresh" || presented.authorization.clientId !== client.id) {
    const reason =
      presented === null ? "there is no such token" : "it is another client's, or no refresh token";
    throw new OAuthError("invalid_grant", "The refresh token is not valid", reason);
  }
  const { authorization } = presented;
  if (authorization.revokedAt !== null || presented.token.revokedAt !== null) {
    throw new OAuthError("invalid_grant", "The refresh token was revoked");
  }
  if (authorization.expiresAt.getTime() <= ctx.now()) {
    throw new OAuthError("invalid_grant", "The refresh token has expired");
  }
  const scopes = narrowScopes(authorization.scopes, grant.scopes).filter((word) =>
    client.scopes.includes(word),
  );
  const resources = narrowResources(authorization.resources, grant.resources);
  return rotate(ctx, presented, { scopes, resources });
}

async function rotate(
  ctx: OpenCtx,
  { token, authorization }: PresentedToken,
  access: { scopes: string[]; resources: string[] },
): Promise<TokenSet> {
  const newAccess = await newAccessToken();
  const newRefresh = await newRefreshToken();
  const now = ctx.now();
  const familyEndsAt = authorization.expiresAt.getTime();
  const accessExpiresAt = Math.min(now + ACCESS_LIVES_MS, familyEndsAt);
  const at = sql`${new Date(now).toISOString()}::timestamptz`;
  // `head` is the refresh token used last. Its row lock puts uses in an order; each must be the head or follow it.
  const { rows } = await ctx.db.execute(sql`
    with used as (
      update ${oauthAuthorizations} set head = ${token.hash}
      where id = ${authorization.id} and revoked_at is null
        and (head = ${token.hash} or head is not distinct from ${token.parent}::text)
      returning id, scopes, resources, expires_at
    )
    insert into ${oauthTokens}
      (hash, kind, authorization_id, scopes, resources, parent, created_at, expires_at)
    select ${newAccess.hash}, 'access', id, ${sql.param(access.scopes)}::text[],
      ${sql.param(access.resources)}::text[], null, ${at},
      ${new Date(accessExpiresAt).toISOString()}::timestamptz from used
    union all
    select ${newRefresh.hash}, 'refresh', id, scopes, resources, ${token.hash}, ${at}, expires_at from used
    returning kind`);
  if (rows.length === 0) {
    await revokeAuthorization(ctx, authorization.id);
    await sever(ctx, authorization.userId, appCredential(authorization.clientId));
    await record(ctx, { action: "token.reused", outcome: "failure", ...aboutAuthorization(authorization) });
    throw new OAuthError(
      "invalid_grant",
      "The refresh token was used before: all tokens of its family have ended",
    );
  }
  await record(ctx, { action: "token.refreshed", ...aboutAuthorization(authorization) });
  return {
    issuedAt: now,
    accessToken: newAccess.token,
    accessExpiresAt,
    refreshToken: newRefresh.token,
    refreshExpiresAt: familyEndsAt,
    scopes: access.scopes,
    authorization: factsOf(authorization),
  };
}
