import type { OpenCtx } from "#domain/ctx.ts";
import type { Principal } from "#domain/principal.ts";
import { findSession } from "#domain/sessions/find.ts";
import type { Session } from "#domain/sessions/session.ts";
import { AppError } from "#lib/errors.ts";
import { isSafe, refuseForeign } from "./same-origin.ts";
import { readSessionCookie } from "./session-cookie.ts";
import type { UserIdentity } from "./user.ts";

/**
 * The live session of a request's cookie; null without one. 403 when another site made the browser send a request
 * that may change something, or open a socket.
 */
export async function sessionOf(ctx: OpenCtx, request: Request): Promise<Session | null> {
  const token = readSessionCookie(request.headers, ctx.publicUrl);
  if (token === null) return null;
  if (!isSafe(request.method) || request.headers.has("upgrade")) refuseForeign(request, ctx.publicUrl);
  return findSession(ctx, token);
}

/** Who is calling in a session. Only a confirmed address makes an administrator. */
export function sessionPrincipal(
  { adminEmails }: Pick<UserIdentity, "adminEmails">,
  { id, userId, email, emailVerified }: Session,
): Principal {
  return {
    kind: "user",
    userId,
    email,
    scopes: "all",
    isAdmin: emailVerified && adminEmails.has(email),
    sessionId: id,
  };
}

/** The same for what only somebody who is signed in can do: UNAUTHORIZED without a session. */
export async function needSession(ctx: OpenCtx, request: Request): Promise<Session> {
  const session = await sessionOf(ctx, request);
  if (session === null) throw new AppError("UNAUTHORIZED", "There is no session; sign in first");
  return session;
}
