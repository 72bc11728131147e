import { sql } from "drizzle-orm";
import { notFound } from "#lib/errors.ts";
import { apiKeys } from "#store/schema/api-keys.ts";
import { record, recordWith } from "../audit/record.ts";
import type { Ctx } from "../ctx.ts";
import { sever } from "../executions/sever.ts";
import { keyCredential } from "../principal.ts";
import { type ApiKey, apiKeyColumns, apiKeyOf } from "./key.ts";
import { ownApiKey, ownedBy } from "./queries.ts";

/** Stops a key from working, everywhere within a second, until it is resumed. Idempotent. */
export async function suspendApiKey(ctx: Ctx, id: string): Promise<ApiKey> {
  const suspendedAt = new Date(ctx.now()).toISOString();
  const [row] = await ctx.db
    .update(apiKeys)
    .set({ suspendedAt: sql`coalesce(${apiKeys.suspendedAt}, ${suspendedAt}::timestamptz)` })
    .where(ownedBy(ctx, id))
    .returning({ ...apiKeyColumns, keyHash: apiKeys.keyHash });
  if (row === undefined) throw notFound("API key");
  const { keyHash, ...suspended } = row;
  ctx.knownKeys.forget(keyHash);
  await sever(ctx, ctx.principal.userId, keyCredential(id));
  await record(ctx, { action: "api_key.suspended", target: { type: "api_key", id } });
  return apiKeyOf(suspended, ctx.now());
}

/** Lets a suspended key work again. Idempotent. */
export async function resumeApiKey(ctx: Ctx, id: string): Promise<ApiKey> {
  await ownApiKey(ctx, id);
  const update = ctx.db
    .update(apiKeys)
    .set({ suspendedAt: null })
    .where(ownedBy(ctx, id))
    .returning(apiKeyColumns);
  const [row] = await recordWith(ctx, update, {
    action: "api_key.resumed",
    target: { type: "api_key", id },
  });
  if (row === undefined) throw notFound("API key");
  return apiKeyOf(row, ctx.now());
}
