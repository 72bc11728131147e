import { findLiveApiKey, type LiveApiKey } from "#domain/api-keys/find.ts";
import { TOUCH_EVERY_MS, touchApiKey } from "#domain/api-keys/touch.ts";
import type { OpenCtx } from "#domain/ctx.ts";
import type { Principal } from "#domain/principal.ts";
import { impliedScopes } from "#domain/scopes.ts";
import { sha256Hex } from "#lib/crypto.ts";
import { describeError, log } from "#lib/log.ts";
import type { Lru } from "#lib/lru.ts";

export interface KnownKey {
  key: LiveApiKey;
  readAt: number;
  touchedAt: number;
}

/** A key that was read this recently is not read again: a revoked key stops working within a second. */
const TRUST_FOR_MS = 900;

/** Who calls with this key; null when there is no such key, or it is expired, revoked or suspended. */
export async function apiKeyPrincipal(
  ctx: OpenCtx,
  known: Lru<KnownKey>,
  secret: string,
): Promise<Principal | null> {
  if (!/^agpt_[\w-]{20,100}$/.test(secret)) return null;
  const hash = await sha256Hex(secret);
  const entry = await recentlyRead(ctx, known, hash);
  if (entry === null) return null;
  touchNowAndThen(ctx, entry);
  const { id, userId, scopes } = entry.key;
  return { kind: "api-key", userId, keyId: id, scopes: impliedScopes(scopes) };
}

async function recentlyRead(ctx: OpenCtx, known: Lru<KnownKey>, hash: string): Promise<KnownKey | null> {
  const before = known.get(hash);
  const now = ctx.now();
  if (before !== undefined && now - before.readAt < TRUST_FOR_MS && isCurrent(before.key, now)) return before;
  const key = await findLiveApiKey(ctx, hash);
  if (key === null) {
    known.delete(hash);
    return null;
  }
  const entry = { key, readAt: now, touchedAt: Math.max(key.lastUsedAt ?? 0, before?.touchedAt ?? 0) };
  known.set(hash, entry);
  return entry;
}

const isCurrent = ({ expiresAt }: LiveApiKey, now: number): boolean => expiresAt === null || now < expiresAt;

function touchNowAndThen(ctx: OpenCtx, entry: KnownKey): void {
  if (ctx.now() - entry.touchedAt < TOUCH_EVERY_MS) return;
  entry.touchedAt = ctx.now();
  ctx.after(
    touchApiKey(ctx, entry.key.id).catch((error: unknown) =>
      log("warn", "api-key.untouched", { key: entry.key.id, error: describeError(error) }),
    ),
  );
}
