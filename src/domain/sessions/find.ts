import { and, eq, gt } from "drizzle-orm";
import { sha256Hex } from "#lib/crypto.ts";
import { describeError, log } from "#lib/log.ts";
import { accounts, sessions } from "#store/schema/accounts.ts";
import { users } from "#store/schema/users.ts";
import type { OpenCtx } from "../ctx.ts";
import type { Session } from "./session.ts";

/** The live session whose cookie has this value; one round trip. */
export async function findSession(
  ctx: Pick<OpenCtx, "db" | "now" | "after">,
  token: string,
): Promise<Session | null> {
  if (!/^[\w-]{43}$/.test(token)) return null;
  const at = ctx.now();
  const isIt = and(eq(sessions.tokenHash, await sha256Hex(token)), gt(sessions.expiresAt, new Date(at)));
  const [row] = await ctx.db
    .select({
      id: sessions.id,
      userId: sessions.userId,
      email: accounts.email,
      emailVerifiedAt: accounts.emailVerifiedAt,
      name: users.name,
      timezone: users.timezone,
      createdAt: sessions.createdAt,
      expiresAt: sessions.expiresAt,
      lastSeenAt: sessions.lastSeenAt,
    })
    .from(sessions)
    .innerJoin(accounts, eq(accounts.userId, sessions.userId))
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(isIt);
  if (row === undefined) return null;
  const { emailVerifiedAt, name, createdAt, expiresAt, lastSeenAt, ...session } = row;
  if (at - lastSeenAt.getTime() >= SEEN_EVERY_MS) touch(ctx, row.id);
  return {
    ...session,
    emailVerified: emailVerifiedAt !== null,
    name: name ?? "",
    signedInAt: createdAt.getTime(),
    expiresAt: expiresAt.getTime(),
  };
}

/** How old "last seen" may be before it is written again. */
const SEEN_EVERY_MS = 5 * 60_000;

function touch({ db, now, after }: Pick<OpenCtx, "db" | "now" | "after">, id: string): void {
  const seen = db
    .update(sessions)
    .set({ lastSeenAt: new Date(now()) })
    .where(eq(sessions.id, id));
  const failed = (error: unknown) =>
    log("warn", "session.untouched", { session: id, error: describeError(error) });
  after(seen.then(() => undefined, failed));
}

/** Whether a session that was live has not ended since. */
export async function isLiveSession({ db, now }: Pick<OpenCtx, "db" | "now">, id: string): Promise<boolean> {
  const isIt = and(eq(sessions.id, id), gt(sessions.expiresAt, new Date(now())));
  return (await db.select({ id: sessions.id }).from(sessions).where(isIt)).length > 0;
}
