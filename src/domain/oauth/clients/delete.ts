import { notFound } from "#lib/errors.ts";
import { oauthClients } from "#store/schema/oauth.ts";
import { record } from "../../audit/record.ts";
import type { Ctx } from "../../ctx.ts";
import { holdersOf, severClient } from "./holders.ts";
import { isOwn } from "./queries.ts";

/** Deletes a client with everything that was granted to it, and cuts off what it listens to. */
export async function deleteOAuthClient(ctx: Ctx, id: string): Promise<void> {
  const [holders, deleted] = await ctx.db.batch([
    holdersOf(ctx, id),
    ctx.db.delete(oauthClients).where(isOwn(ctx, id)).returning({ id: oauthClients.id }),
  ]);
  if (deleted.length === 0) throw notFound("OAuth client");
  const details = await severClient(ctx, id, holders);
  await record(ctx, { action: "client.deleted", target: { type: "client", id }, details });
}
