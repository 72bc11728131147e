import type { OpenCtx } from "#domain/ctx.ts";
import type { Principal } from "#domain/principal.ts";
import { isLiveSession } from "#domain/sessions/find.ts";
import { AppError } from "#lib/errors.ts";
import { describeError, log } from "#lib/log.ts";
import type { Lru } from "#lib/lru.ts";

/** What an isolate knows of a session in which a token was made. */
export interface KnownSession {
  lookedAt: number;
  hasEnded: boolean;
}

type SessionCtx = Pick<OpenCtx, "db" | "now" | "after">;

/** So long a token may outlive its session in an isolate that was told of it before. */
const LOOK_EVERY_MS = 10_000;

/**
 * Whether a token's session is known to have ended. It is looked up behind the answer, now and then, so that a token
 * costs no round trip to check.
 */
export function isKnownEnded(ctx: SessionCtx, known: Lru<KnownSession>, id: string): boolean {
  const before = known.get(id);
  const now = ctx.now();
  if (before === undefined || (!before.hasEnded && now - before.lookedAt >= LOOK_EVERY_MS)) {
    known.set(id, { lookedAt: now, hasEnded: false });
    ctx.after(look(ctx, known, id));
  }
  return before?.hasEnded ?? false;
}

async function look(ctx: SessionCtx, known: Lru<KnownSession>, id: string): Promise<void> {
  const lookedAt = ctx.now();
  try {
    known.set(id, { lookedAt, hasEnded: !(await isLiveSession(ctx, id)) });
  } catch (error) {
    log("warn", "session.unseen", { session: id, error: describeError(error) });
  }
}

/** 401 for whoever comes by a session that has ended: for what lasts longer than an answer, and is asked for seldom. */
export async function refuseEndedSession(
  ctx: Pick<OpenCtx, "db" | "now">,
  principal: Principal,
): Promise<void> {
  if (principal.kind !== "user" || principal.sessionId === undefined) return;
  if (await isLiveSession(ctx, principal.sessionId)) return;
  throw new AppError("UNAUTHORIZED", "The session of the token has ended");
}
