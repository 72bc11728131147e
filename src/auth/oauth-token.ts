import type { OpenCtx } from "#domain/ctx.ts";
import { findLiveAccessToken, type LiveAccessToken } from "#domain/oauth/tokens/find-live.ts";
import type { Principal } from "#domain/principal.ts";
import { impliedScopes } from "#domain/scopes.ts";
import { sha256Hex } from "#lib/crypto.ts";
import { isAccessToken } from "./credentials.ts";

/**
 * The access token with this value; null when it has ended, or its authorization or client has. It is read each time,
 * in one round trip, so that what is revoked ends everywhere at once.
 */
export async function liveAccessToken(ctx: OpenCtx, value: string): Promise<LiveAccessToken | null> {
  return isAccessToken(value) ? findLiveAccessToken(ctx, await sha256Hex(value)) : null;
}

/** Who calls with this token: the user, by an application, within what was granted to it. */
export async function oauthPrincipal(ctx: OpenCtx, value: string): Promise<Principal | null> {
  const token = await liveAccessToken(ctx, value);
  return token === null ? null : granteeOf(token);
}

export const granteeOf = ({ id, userId, clientId, scopes, resources }: LiveAccessToken): Principal => ({
  kind: "oauth",
  userId,
  clientId,
  tokenId: id,
  scopes: impliedScopes(scopes),
  resources,
});
