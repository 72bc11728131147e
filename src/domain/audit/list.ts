import { and, desc, eq, lt } from "drizzle-orm";
import { auditEvents } from "#store/schema/audit.ts";
import type { Ctx } from "../ctx.ts";

export type AuditRecord = typeof auditEvents.$inferSelect;

interface AuditFilter {
  action?: string | undefined;
  /** Only events with a smaller number. */
  before?: number | undefined;
  limit: number;
}

/** What concerns the caller, newest first, with the `before` of the next page or null. */
export async function listAuditEvents(
  { db, principal }: Ctx,
  { action, before, limit }: AuditFilter,
): Promise<{ events: AuditRecord[]; next: number | null }> {
  const rows = await db
    .select()
    .from(auditEvents)
    .where(
      and(
        eq(auditEvents.chain, principal.userId),
        action === undefined ? undefined : eq(auditEvents.action, action),
        before === undefined ? undefined : lt(auditEvents.seq, before),
      ),
    )
    .orderBy(desc(auditEvents.seq))
    .limit(limit + 1);
  const events = rows.slice(0, limit);
  return { events, next: rows.length > limit ? (events.at(-1)?.seq ?? null) : null };
}
