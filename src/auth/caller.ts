import type { OpenCtx } from "#domain/ctx.ts";
import type { Principal } from "#domain/principal.ts";
import { authenticate, type Identity } from "./authenticate.ts";
import { readCredentials } from "./credentials.ts";
import { sessionOf, sessionPrincipal } from "./session.ts";

/** Who sends a request, by what its headers show, else by its cookie; null when nobody says so. */
export async function callerOf(
  ctx: OpenCtx,
  identity: Identity,
  request: Request,
): Promise<Principal | null> {
  const shown = readCredentials(request.headers);
  if (shown.apiKey !== null || shown.token !== null) {
    return authenticate(ctx, identity, shown, request.url);
  }
  const session = await sessionOf(ctx, request);
  return session === null ? null : sessionPrincipal(identity, session);
}
