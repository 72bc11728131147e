import { notFound } from "#lib/errors.ts";
import { oauthClients } from "#store/schema/oauth.ts";
import { record } from "../../audit/record.ts";
import type { Ctx } from "../../ctx.ts";
import { isOwn } from "./queries.ts";

/** Deletes a client with everything that was granted to it. */
export async function deleteOAuthClient(ctx: Ctx, id: string): Promise<void> {
  const deleted = await ctx.db.delete(oauthClients).where(isOwn(ctx, id)).returning({ id: oauthClients.id });
  if (deleted.length === 0) throw notFound("OAuth client");
  await record(ctx, { action: "client.deleted", target: { type: "client", id } });
}
