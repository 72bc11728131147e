import { notFound } from "#lib/errors.ts";
import { oauthClients } from "#store/schema/oauth.ts";
import { record } from "../../audit/record.ts";
import type { Ctx } from "../../ctx.ts";
import { clientOf, type OAuthClient } from "./client.ts";
import { type ClientMetadata, checkMetadata } from "./metadata.ts";
import { isOwn, ownClient } from "./queries.ts";

/** Changes what is given. What users have granted stays, within what the client may still ask for. */
export async function updateOAuthClient(
  ctx: Ctx,
  id: string,
  changes: Partial<ClientMetadata>,
): Promise<OAuthClient> {
  const { type } = await ownClient(ctx, id);
  checkMetadata(changes, type);
  const [row] = await ctx.db
    .update(oauthClients)
    .set({ ...changes, updatedAt: new Date(ctx.now()) })
    .where(isOwn(ctx, id))
    .returning();
  if (row === undefined) throw notFound("OAuth client");
  await record(ctx, {
    action: "client.changed",
    target: { type: "client", id },
    details: { fields: Object.keys(changes) },
  });
  return clientOf(row);
}
