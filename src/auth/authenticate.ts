import type { OpenCtx } from "#domain/ctx.ts";
import type { Principal } from "#domain/principal.ts";
import type { Requirement } from "#domain/scopes.ts";
import { AppError } from "#lib/errors.ts";
import type { Lru } from "#lib/lru.ts";
import { apiKeyPrincipal, type KnownKey } from "./api-key.ts";
import type { Credentials } from "./credentials.ts";
import { type UserIdentity, userPrincipal } from "./user.ts";

export interface Identity extends UserIdentity {
  knownKeys: Lru<KnownKey>;
}

/**
 * Who is calling; null when nobody says so. Every credential that is shown must be good and of one user (401
 * otherwise); beside a token the API key decides, because it may do less.
 */
export async function authenticate(
  ctx: OpenCtx,
  identity: Identity,
  { apiKey, token }: Credentials,
): Promise<Principal | null> {
  const user = token === null ? null : await good("token", userPrincipal(ctx, identity, token));
  const key =
    apiKey === null ? null : await good("API key", apiKeyPrincipal(ctx, identity.knownKeys, apiKey));
  if (user !== null && key !== null && user.userId !== key.userId) {
    throw new AppError("UNAUTHORIZED", "The token and the API key are of different users");
  }
  return key ?? user;
}

export const mayUse = ({ scopes }: Principal, required: Requirement): boolean =>
  scopes === "all" || (required !== "session" && scopes.has(required));

async function good(what: string, principal: Promise<Principal | null>): Promise<Principal> {
  const found = await principal;
  if (found === null) throw new AppError("UNAUTHORIZED", `The ${what} is not valid`);
  return found;
}
