import { notFound } from "#lib/errors.ts";
import { apiKeys } from "#store/schema/api-keys.ts";
import { record } from "../audit/record.ts";
import type { Ctx } from "../ctx.ts";
import { sever } from "../executions/sever.ts";
import { keyCredential } from "../principal.ts";
import { ownedBy } from "./queries.ts";

/** Ends a key for good, everywhere within a second. */
export async function revokeApiKey(ctx: Ctx, id: string): Promise<void> {
  const [row] = await ctx.db
    .update(apiKeys)
    .set({ revokedAt: new Date(ctx.now()) })
    .where(ownedBy(ctx, id))
    .returning({ keyHash: apiKeys.keyHash });
  if (row === undefined) throw notFound("API key");
  ctx.knownKeys.forget(row.keyHash);
  await sever(ctx, ctx.principal.userId, keyCredential(id));
  await record(ctx, { action: "api_key.revoked", target: { type: "api_key", id } });
}
