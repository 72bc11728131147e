import { type FoundApiKey, findApiKey } from "#domain/api-keys/find.ts";
import { TOUCH_EVERY_MS, touchApiKey } from "#domain/api-keys/touch.ts";
import type { OpenCtx } from "#domain/ctx.ts";
import type { Principal } from "#domain/principal.ts";
import { impliedScopes } from "#domain/scopes.ts";
import { iso } from "#lib/clock.ts";
import { sha256Hex } from "#lib/crypto.ts";
import { AppError } from "#lib/errors.ts";
import { describeError, log } from "#lib/log.ts";
import type { Lru } from "#lib/lru.ts";

export interface KnownKey {
  key: FoundApiKey;
  /** When the reading of it began: what was decided before then is in it. */
  readAt: number;
  touchedAt: number;
}

type KeyCtx = Pick<OpenCtx, "db" | "now" | "after">;

/** A key that was read this recently is not read again: a revoked key stops working within a second. */
const TRUST_FOR_MS = 900;

/** Who calls with this key; null when there is no such key, 401 when it is expired, revoked or suspended. */
export async function apiKeyPrincipal(
  ctx: KeyCtx,
  known: Lru<KnownKey>,
  secret: string,
): Promise<Principal | null> {
  if (!/^agpt_[\w-]{20,100}$/.test(secret)) return null;
  const entry = await recentlyRead(ctx, known, await sha256Hex(secret));
  if (entry === null) return null;
  const refusal = refusalOf(entry.key, ctx.now());
  if (refusal !== null) throw new AppError("UNAUTHORIZED", `The API key ${refusal}`);
  touchNowAndThen(ctx, entry);
  const { id, userId, scopes } = entry.key;
  return { kind: "api-key", userId, keyId: id, scopes: impliedScopes(scopes) };
}

/** Whoever holds the key may know why it does not work. */
function refusalOf({ isRevoked, isSuspended, expiresAt }: FoundApiKey, now: number): string | null {
  if (isRevoked) return "was revoked";
  if (expiresAt !== null && expiresAt <= now) return `expired at ${iso(expiresAt)}`;
  return isSuspended ? "is suspended" : null;
}

async function recentlyRead(ctx: KeyCtx, known: Lru<KnownKey>, hash: string): Promise<KnownKey | null> {
  const before = known.get(hash);
  const now = ctx.now();
  if (before !== undefined && now - before.readAt < TRUST_FOR_MS) return before;
  const key = await findApiKey(ctx, hash);
  if (key === null) {
    known.delete(hash);
    return null;
  }
  const entry = { key, readAt: now, touchedAt: Math.max(key.lastUsedAt ?? 0, before?.touchedAt ?? 0) };
  known.set(hash, entry);
  return entry;
}

function touchNowAndThen(ctx: KeyCtx, entry: KnownKey): void {
  if (ctx.now() - entry.touchedAt < TOUCH_EVERY_MS) return;
  entry.touchedAt = ctx.now();
  ctx.after(
    touchApiKey(ctx, entry.key.id).catch((error: unknown) =>
      log("warn", "api-key.untouched", { key: entry.key.id, error: describeError(error) }),
    ),
  );
}
