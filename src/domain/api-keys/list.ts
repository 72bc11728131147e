import { and, count, desc, eq, isNull } from "drizzle-orm";
import { offsetOf, type Page, type PageRequest } from "#lib/page.ts";
import { apiKeys } from "#store/schema/api-keys.ts";
import type { Ctx } from "../ctx.ts";
import { type ApiKey, apiKeyColumns, apiKeyOf } from "./key.ts";

/** The caller's keys without those that were revoked, newest first. */
export async function listApiKeys(ctx: Ctx, page: PageRequest): Promise<Page<ApiKey>> {
  const own = and(eq(apiKeys.userId, ctx.principal.userId), isNull(apiKeys.revokedAt));
  const [rows, [counted]] = await ctx.db.batch([
    ctx.db
      .select(apiKeyColumns)
      .from(apiKeys)
      .where(own)
      .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
      .limit(page.pageSize)
      .offset(offsetOf(page)),
    ctx.db.select({ total: count() }).from(apiKeys).where(own),
  ]);
  return { items: rows.map((row) => apiKeyOf(row, ctx.now())), total: counted?.total ?? 0, ...page };
}
