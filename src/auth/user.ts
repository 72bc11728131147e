import type { OpenCtx } from "#domain/ctx.ts";
import type { Principal } from "#domain/principal.ts";
import { ensureUser } from "#domain/users/ensure.ts";
import type { Lru } from "#lib/lru.ts";
import { ownKeys } from "./issuer.ts";
import { isKnownEnded, type KnownSession } from "./token-session.ts";
import { type TokenKeys, verifyUserToken } from "./user-token.ts";

export interface UserIdentity {
  tokens: TokenKeys;
  /** Lower-case addresses of the people who run the platform. */
  adminEmails: ReadonlySet<string>;
  /** Users whose row this isolate has seen to, each with the address in it. */
  seenUsers: Lru<string>;
  /** Sessions in which tokens of ours were made. */
  knownSessions: Lru<KnownSession>;
}

/** Who calls with this token; null when it is not good. The first one of a user creates the user's row. */
export async function userPrincipal(
  ctx: OpenCtx,
  identity: UserIdentity,
  token: string,
): Promise<Principal | null> {
  const own = { issuer: ctx.publicUrl, keys: ownKeys(ctx.issuerKeys) };
  const claims = await verifyUserToken(identity.tokens, own, token, new Date(ctx.now()));
  if (claims === null) return null;
  const { userId, email, emailVerified, role, sessionId } = claims;
  if (sessionId !== null && isKnownEnded(ctx, identity.knownSessions, sessionId)) return null;
  // An account of our own has its row since it was made.
  if (emailVerified === null && identity.seenUsers.get(userId) !== (email ?? "")) {
    await ensureUser(ctx, { id: userId, email });
    identity.seenUsers.set(userId, email ?? "");
  }
  const isKnown = email !== null && emailVerified !== false && identity.adminEmails.has(email.toLowerCase());
  const isAdmin = role === "admin" || isKnown;
  return { kind: "user", userId, email, scopes: "all", isAdmin, ...(sessionId !== null && { sessionId }) };
}
