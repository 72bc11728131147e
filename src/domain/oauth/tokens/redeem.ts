import { sql } from "drizzle-orm";
import { oauthAuthorizations, oauthTokens } from "#store/schema/oauth.ts";
import { record } from "../../audit/record.ts";
import type { OpenCtx } from "../../ctx.ts";
import { sever } from "../../executions/sever.ts";
import { appCredential } from "../../principal.ts";
import type { OAuthClient } from "../clients/client.ts";
import { OAuthError } from "../error.ts";
import { verifies } from "../rules/pkce.ts";
import { aboutAuthorization, factsOf, findByCode, revokeAuthorization } from "./authorizations.ts";
import { narrowResources } from "./narrow.ts";
import { ACCESS_LIVES_MS, FAMILY_LIVES_MS, newAccessToken, newRefreshToken, type TokenSet } from "./token.ts";

export interface CodeGrant {
  code: string;
  redirectUri: string;
  codeVerifier: string;
  resources: string[];
}

type Authorization = NonNullable<Awaited<ReturnType<typeof findByCode>>>;

/**
 * Tokens for an authorization code (RFC 6749 section 4.1.3, RFC 7636 section 4.5). Only the last step uses the code up:
 * whoever is refused before leaves it to its owner. A code that comes again ends the tokens that it was exchanged for.
 */
export async function redeemCode(ctx: OpenCtx, client: OAuthClient, grant: CodeGrant): Promise<TokenSet> {
  const authorization = await findByCode(ctx, grant.code);
  if (authorization === null || authorization.clientId !== client.id) {
    const reason = authorization === null ? "there is no such code" : "the code is another client's";
    throw new OAuthError("invalid_grant", "The authorization code is not valid", reason);
  }
  if (authorization.redeemedAt !== null) await refuseReplay(ctx, authorization);
  if (authorization.revokedAt !== null || authorization.expiresAt.getTime() <= ctx.now()) {
    throw new OAuthError("invalid_grant", "The authorization code has expired");
  }
  if (authorization.redirectUri !== grant.redirectUri) {
    throw new OAuthError("invalid_grant", "The redirect_uri is not that of the authorization request");
  }
  if (!(await verifies(grant.codeVerifier, authorization.codeChallenge))) {
    throw new OAuthError("invalid_grant", "The code_verifier does not fit the code_challenge");
  }
  return exchange(ctx, authorization, narrowResources(authorization.resources, grant.resources));
}

async function exchange(ctx: OpenCtx, authorization: Authorization, resources: string[]): Promise<TokenSet> {
  const access = await newAccessToken();
  const refresh = await newRefreshToken();
  const now = ctx.now();
  const accessExpiresAt = now + ACCESS_LIVES_MS;
  const refreshExpiresAt = now + FAMILY_LIVES_MS;
  const at = sql`${new Date(now).toISOString()}::timestamptz`;
  const { rows } = await ctx.db.execute(sql`
    with redeemed as (
      update ${oauthAuthorizations}
      set redeemed_at = ${at}, expires_at = ${new Date(refreshExpiresAt).toISOString()}::timestamptz
      where id = ${authorization.id} and redeemed_at is null and revoked_at is null and expires_at > ${at}
      returning id, scopes, resources
    )
    insert into ${oauthTokens}
      (hash, kind, authorization_id, scopes, resources, created_at, expires_at)
    select ${access.hash}, 'access', id, scopes, ${sql.param(resources)}::text[], ${at},
      ${new Date(accessExpiresAt).toISOString()}::timestamptz from redeemed
    union all
    select ${refresh.hash}, 'refresh', id, scopes, resources, ${at},
      ${new Date(refreshExpiresAt).toISOString()}::timestamptz from redeemed
    returning kind`);
  if (rows.length === 0) await refuseReplay(ctx, authorization);
  await record(ctx, { action: "token.issued", ...aboutAuthorization(authorization) });
  return {
    issuedAt: now,
    accessToken: access.token,
    accessExpiresAt,
    refreshToken: refresh.token,
    refreshExpiresAt,
    scopes: authorization.scopes,
    authorization: factsOf(authorization),
  };
}

async function refuseReplay(ctx: OpenCtx, authorization: Authorization): Promise<never> {
  await revokeAuthorization(ctx, authorization.id);
  await sever(ctx, authorization.userId, appCredential(authorization.clientId));
  await record(ctx, { action: "code.reused", outcome: "failure", ...aboutAuthorization(authorization) });
  throw new OAuthError("invalid_grant", "The authorization code was used before");
}
