import { eq } from "drizzle-orm";
import { oauthTokens } from "#store/schema/oauth.ts";
import { record } from "../../audit/record.ts";
import type { OpenCtx } from "../../ctx.ts";
import { sever } from "../../executions/sever.ts";
import { appCredential } from "../../principal.ts";
import type { OAuthClient } from "../clients/client.ts";
import { OAuthError } from "../error.ts";
import { aboutAuthorization, findToken, revokeAuthorization } from "./authorizations.ts";

/**
 * Ends a token of a client (RFC 7009): an access token alone, a refresh token with its whole family. One that does not
 * exist has ended already; `unauthorized_client` for one of another client, which stays.
 */
export async function revokeToken(ctx: OpenCtx, client: OAuthClient, token: string): Promise<void> {
  const presented = await findToken(ctx, token);
  if (presented === null) return;
  if (presented.authorization.clientId !== client.id) {
    throw new OAuthError("unauthorized_client", "The token is not one of this client");
  }
  if (presented.token.kind === "refresh") await revokeAuthorization(ctx, presented.authorization.id);
  else {
    await ctx.db
      .update(oauthTokens)
      .set({ revokedAt: new Date(ctx.now()) })
      .where(eq(oauthTokens.hash, presented.token.hash));
  }
  await sever(ctx, presented.authorization.userId, appCredential(client.id));
  const about = aboutAuthorization(presented.authorization);
  await record(ctx, {
    action: "token.revoked",
    ...about,
    details: { ...about.details, kind: presented.token.kind },
  });
}
