import { and, eq, isNull } from "drizzle-orm";
import { notFound } from "#lib/errors.ts";
import { apiKeys } from "#store/schema/api-keys.ts";
import type { Ctx } from "../ctx.ts";
import { type ApiKey, apiKeyColumns, apiKeyOf } from "./key.ts";

/** A key of the caller; 404 for anybody else's, and for one that was revoked. */
export async function ownApiKey(ctx: Ctx, id: string): Promise<ApiKey> {
  const [row] = await ctx.db.select(apiKeyColumns).from(apiKeys).where(ownedBy(ctx, id));
  if (row === undefined) throw notFound("API key");
  return apiKeyOf(row, ctx.now());
}

export const ownedBy = ({ principal }: Ctx, id: string) =>
  and(eq(apiKeys.id, id), eq(apiKeys.userId, principal.userId), isNull(apiKeys.revokedAt));
