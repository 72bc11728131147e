import type { OpenCtx } from "#domain/ctx.ts";
import { isAudience } from "#domain/oauth/rules/resource.ts";
import type { Principal } from "#domain/principal.ts";
import type { Requirement } from "#domain/scopes.ts";
import { AppError } from "#lib/errors.ts";
import { apiKeyPrincipal } from "./api-key.ts";
import { type Credentials, isAccessToken } from "./credentials.ts";
import type { KnownKeys } from "./known-keys.ts";
import { oauthPrincipal } from "./oauth-token.ts";
import { type UserIdentity, userPrincipal } from "./user.ts";

export interface Identity extends UserIdentity {
  knownKeys: KnownKeys;
}

/**
 * Who is calling; null when nobody says so. Every credential that is shown must be good and of one user (401
 * otherwise); beside a token the API key decides, because it may do less. `url` is where the token is shown, which may
 * not be what it was made for (RFC 8707).
 */
export async function authenticate(
  ctx: OpenCtx,
  identity: Identity,
  { apiKey, token }: Credentials,
  url: string,
): Promise<Principal | null> {
  const user = token === null ? null : await good("token", bearerPrincipal(ctx, identity, token));
  if (user?.kind === "oauth" && !isAudience(user.resources, ctx.publicUrl, new URL(url).pathname)) {
    throw new AppError("UNAUTHORIZED", "The token is for another part of this server", {
      challenge: BAD_TOKEN,
    });
  }
  const key =
    apiKey === null ? null : await good("API key", apiKeyPrincipal(ctx, identity.knownKeys, apiKey));
  if (user !== null && key !== null && user.userId !== key.userId) {
    throw new AppError("UNAUTHORIZED", "The token and the API key are of different users");
  }
  return key ?? user;
}

/** A user token, or an access token that a user has granted to an application. */
const bearerPrincipal = (ctx: OpenCtx, identity: Identity, token: string): Promise<Principal | null> =>
  isAccessToken(token) ? oauthPrincipal(ctx, token) : userPrincipal(ctx, identity, token);

export const mayUse = ({ scopes }: Principal, required: Requirement): boolean =>
  scopes === "all" || (required !== "session" && scopes.has(required));

async function good(what: string, principal: Promise<Principal | null>): Promise<Principal> {
  const found = await principal;
  if (found !== null) return found;
  throw new AppError("UNAUTHORIZED", `The ${what} is not valid`, { challenge: BAD_TOKEN });
}

const BAD_TOKEN = { error: "invalid_token" };
