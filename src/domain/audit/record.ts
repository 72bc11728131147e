import { sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { describeError, log } from "#lib/log.ts";
import { storable } from "#lib/storable.ts";
import { auditEvents } from "#store/schema/audit.ts";
import type { OpenCtx } from "../ctx.ts";
import type { Principal } from "../principal.ts";
import { ACTIONS } from "./actions.ts";
import { type AuditEvent, NOBODY } from "./event.ts";

export type AuditCtx = Pick<OpenCtx, "db" | "now" | "requestId" | "source"> & { principal?: Principal };

/**
 * Appends an event to the record of the user whom it concerns, in one round trip. When that fails, an act that gives
 * power fails with it; any other stands. See `ACTIONS`.
 */
export async function record(ctx: AuditCtx, event: AuditEvent): Promise<void> {
  try {
    anchor(event, await auditInsert(ctx, event));
  } catch (error) {
    const { action, target } = event;
    const described = { action, chain: chainOf(ctx, event), target: target?.id ?? null };
    log("error", "audit.unrecorded", { ...described, error: describeError(error) });
    if (ACTIONS[action] === "closed") throw error;
  }
}

/**
 * Makes a change and appends the event that tells of it, both or neither, in one round trip. For acts that give power;
 * a change that takes power away must not depend on its record.
 */
export async function recordWith<T extends BatchItem<"pg">>(
  ctx: AuditCtx,
  change: T,
  event: AuditEvent,
): Promise<T["_"]["result"]> {
  const [result, rows] = await ctx.db.batch([change, auditInsert(ctx, event)]);
  anchor(event, rows);
  return result;
}

/** Appending as a statement, for batches of more. */
export const auditInsert = (ctx: AuditCtx, event: AuditEvent) =>
  ctx.db
    .insert(auditEvents)
    .values({
      chain: chainOf(ctx, event),
      at: new Date(ctx.now()),
      action: event.action,
      outcome: event.outcome ?? "success",
      ...actorOf(ctx.principal),
      targetType: event.target?.type ?? null,
      targetId: event.target?.id ?? null,
      address: ctx.source.address,
      userAgent: ctx.source.userAgent?.slice(0, MOST_USER_AGENT) ?? null,
      requestId: ctx.requestId,
      details: sql`${storable(event.details ?? {})}::jsonb`,
    })
    .returning({ chain: auditEvents.chain, seq: auditEvents.seq, hash: auditEvents.hash });

/** Puts the end of the chain in the log, which is kept elsewhere: a chain that was made anew does not fit it. */
function anchor({ action }: AuditEvent, rows: { chain: string; seq: number; hash: string }[]): void {
  for (const row of rows) log("info", "audit", { action, ...row });
}

const MOST_USER_AGENT = 500;

const chainOf = ({ principal }: AuditCtx, { userId }: AuditEvent): string =>
  (userId === undefined ? principal?.userId : userId) ?? NOBODY;

function actorOf(principal: Principal | undefined) {
  if (principal === undefined) return { actorKind: "nobody", actorUserId: null, actorId: null };
  const { kind, userId } = principal;
  return { actorKind: kind, actorUserId: userId, actorId: agentOf(principal) };
}

/** What acts for the user: a key, or an application. */
function agentOf(principal: Principal): string | null {
  if (principal.kind === "api-key") return principal.keyId;
  return principal.kind === "oauth" ? principal.clientId : null;
}
