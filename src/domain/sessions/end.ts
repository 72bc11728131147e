import { and, eq, ne } from "drizzle-orm";
import { notFound } from "#lib/errors.ts";
import { sessions } from "#store/schema/accounts.ts";
import { record } from "../audit/record.ts";
import type { OpenCtx } from "../ctx.ts";
import type { Session } from "./session.ts";

/** Ends the session that somebody signs out of. */
export async function signOut(ctx: OpenCtx, { id, userId }: Session): Promise<void> {
  await ctx.db.delete(sessions).where(eq(sessions.id, id));
  await record(ctx, { action: "account.signed_out", userId, target: { type: "session", id } });
}

/** Ends a session of the same person; NOT_FOUND for any other. */
export async function endSession(ctx: OpenCtx, { userId }: Session, id: string): Promise<void> {
  const own = and(eq(sessions.id, id), eq(sessions.userId, userId));
  const ended = await ctx.db.delete(sessions).where(own).returning({ id: sessions.id });
  if (ended.length === 0) throw notFound("Session");
  await record(ctx, { action: "account.session_revoked", userId, target: { type: "session", id } });
}

/** Ends all sessions of the same person but this one; how many there were. */
export async function endOtherSessions(ctx: OpenCtx, { id, userId }: Session): Promise<number> {
  const others = and(eq(sessions.userId, userId), ne(sessions.id, id));
  const ended = await ctx.db.delete(sessions).where(others).returning({ id: sessions.id });
  if (ended.length > 0) {
    await record(ctx, { action: "account.session_revoked", userId, details: { others: ended.length } });
  }
  return ended.length;
}
