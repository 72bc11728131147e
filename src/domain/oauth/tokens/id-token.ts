import { sha256LeftHalf } from "#lib/crypto.ts";
import type { OpenCtx } from "../../ctx.ts";
import { claimsAbout } from "../userinfo.ts";
import type { TokenSet } from "./token.ts";

/** The ID token that goes with an access token (OpenID Connect Core sections 2 and 3.1.3.6). */
export async function idTokenOf(
  ctx: Pick<OpenCtx, "db" | "oauth">,
  { accessToken, authorization, scopes }: TokenSet,
  nonce: string | null,
): Promise<string> {
  const { userId, clientId, authTime, sessionId } = authorization;
  return ctx.oauth.idTokens.sign({
    ...(await claimsAbout(ctx, userId, scopes)),
    aud: clientId,
    at_hash: await sha256LeftHalf(accessToken),
    ...(authTime !== null && { auth_time: Math.floor(authTime / 1000) }),
    ...(nonce !== null && { nonce }),
    ...(sessionId !== null && { sid: sessionId }),
  });
}
