import { and, eq } from "drizzle-orm";
import { notFound } from "#lib/errors.ts";
import { oauthConsents } from "#store/schema/oauth.ts";
import { record } from "../../audit/record.ts";
import type { Ctx } from "../../ctx.ts";
import { sever } from "../../executions/sever.ts";
import { appCredential } from "../../principal.ts";
import { revokeAllOf } from "../tokens/authorizations.ts";

/** Shuts an application out: it is asked for consent anew, and every token that it has of the caller ends. */
export async function withdrawApp(ctx: Ctx, clientId: string): Promise<void> {
  const { userId } = ctx.principal;
  const withdrawn = await ctx.db
    .delete(oauthConsents)
    .where(and(eq(oauthConsents.userId, userId), eq(oauthConsents.clientId, clientId)))
    .returning({ clientId: oauthConsents.clientId });
  if (withdrawn.length === 0) throw notFound("App");
  await revokeAllOf(ctx, userId, clientId);
  await sever(ctx, userId, appCredential(clientId));
  await record(ctx, { action: "consent.withdrawn", target: { type: "client", id: clientId } });
}
