import { conflict } from "#lib/errors.ts";
import { oauthClients } from "#store/schema/oauth.ts";
import { record } from "../../audit/record.ts";
import type { Ctx } from "../../ctx.ts";
import { isOwn, ownClient } from "./queries.ts";
import { newClientSecret } from "./secrets.ts";

/** A new client secret; the old one ends at once, tokens live on. 409 for a public client, which has none. */
export async function rotateClientSecret(ctx: Ctx, id: string): Promise<string> {
  const client = await ownClient(ctx, id);
  if (client.type === "public") throw conflict("A public client has no secret");
  const { secret, hash } = await newClientSecret();
  await ctx.db
    .update(oauthClients)
    .set({ secretHash: hash, updatedAt: new Date(ctx.now()) })
    .where(isOwn(ctx, id));
  await record(ctx, { action: "client.secret_rotated", target: { type: "client", id } });
  return secret;
}
