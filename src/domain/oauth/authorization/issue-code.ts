import { randomToken, sha256Hex } from "#lib/crypto.ts";
import { oauthAuthorizations } from "#store/schema/oauth.ts";
import type { OpenCtx } from "../../ctx.ts";
import type { AuthorizationRequest } from "./request.ts";
import type { Visitor } from "./visitor.ts";

const CODE_LIVES_MS = 60_000;

/** Begins an authorization: the code that stands for it, which lives a minute. */
export async function issueCode(
  ctx: Pick<OpenCtx, "db" | "now">,
  request: AuthorizationRequest,
  { userId, sessionId, signedInAt }: Visitor,
): Promise<string> {
  const code = randomToken(32);
  await ctx.db.insert(oauthAuthorizations).values({
    id: crypto.randomUUID(),
    clientId: request.clientId,
    userId,
    scopes: request.scopes,
    resources: request.resources,
    codeHash: await sha256Hex(code),
    redirectUri: request.redirectUri,
    codeChallenge: request.codeChallenge,
    nonce: request.nonce,
    authTime: signedInAt === null ? null : new Date(signedInAt),
    sessionId,
    createdAt: new Date(ctx.now()),
    expiresAt: new Date(ctx.now() + CODE_LIVES_MS),
  });
  return code;
}
