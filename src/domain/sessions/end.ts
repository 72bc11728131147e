import { and, eq, ne } from "drizzle-orm";
import { notFound } from "#lib/errors.ts";
import { sessions } from "#store/schema/accounts.ts";
import { record } from "../audit/record.ts";
import type { OpenCtx } from "../ctx.ts";
import { MOST_SEVERED, sever } from "../executions/sever.ts";
import { sessionCredential } from "../principal.ts";
import { asUser } from "./as-user.ts";
import type { Session } from "./session.ts";

/** Ends the session that somebody signs out of. */
export async function signOut(ctx: OpenCtx, session: Session): Promise<void> {
  const { id } = session;
  await ctx.db.delete(sessions).where(eq(sessions.id, id));
  await sever(ctx, session.userId, sessionCredential(id));
  await record(asUser(ctx, session), { action: "account.signed_out", target: { type: "session", id } });
}

/** Ends a session of the same person; NOT_FOUND for any other. */
export async function endSession(ctx: OpenCtx, session: Session, id: string): Promise<void> {
  const own = and(eq(sessions.id, id), eq(sessions.userId, session.userId));
  const ended = await ctx.db.delete(sessions).where(own).returning({ id: sessions.id });
  if (ended.length === 0) throw notFound("Session");
  await severSessions(ctx, session.userId, ended);
  await record(asUser(ctx, session), { action: "account.session_revoked", target: { type: "session", id } });
}

/** Ends all sessions of the same person but this one; how many there were. */
export async function endOtherSessions(ctx: OpenCtx, session: Session): Promise<number> {
  const { id, userId } = session;
  const others = and(eq(sessions.userId, userId), ne(sessions.id, id));
  const ended = await ctx.db.delete(sessions).where(others).returning({ id: sessions.id });
  await severSessions(ctx, userId, ended);
  if (ended.length > 0) {
    const details = { others: ended.length };
    await record(asUser(ctx, session), { action: "account.session_revoked", details });
  }
  return ended.length;
}

/** Cuts off whoever follows runs in sessions that have ended, and by tokens that were made in them. */
export async function severSessions(
  ctx: Pick<OpenCtx, "engine">,
  userId: string,
  ended: readonly { id: string }[],
): Promise<void> {
  for (const { id } of ended.slice(0, MOST_SEVERED)) await sever(ctx, userId, sessionCredential(id));
}
