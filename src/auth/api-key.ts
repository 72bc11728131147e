import { apiKeyFault, type FoundApiKey, findApiKey } from "#domain/api-keys/find.ts";
import { TOUCH_EVERY_MS, touchApiKey } from "#domain/api-keys/touch.ts";
import type { OpenCtx } from "#domain/ctx.ts";
import type { Principal } from "#domain/principal.ts";
import { impliedScopes } from "#domain/scopes.ts";
import { sha256Hex } from "#lib/crypto.ts";
import { AppError } from "#lib/errors.ts";
import { describeError, log } from "#lib/log.ts";
import type { KnownKey, KnownKeys } from "./known-keys.ts";

type KeyCtx = Pick<OpenCtx, "db" | "now" | "after">;

/** Who calls with this key; null when there is no such key, 401 when it is expired, revoked or suspended. */
export async function apiKeyPrincipal(
  ctx: KeyCtx,
  known: KnownKeys,
  secret: string,
): Promise<Principal | null> {
  if (!/^agpt_[\w-]{20,100}$/.test(secret)) return null;
  const entry = await recentlyRead(ctx, known, await sha256Hex(secret));
  if (entry === null) return null;
  refuseEnded(entry.key, ctx.now());
  touchNowAndThen(ctx, entry);
  return entry.principal;
}

/** Who calls with a key that was found; 401 when it has ended. */
export function holderOf(key: FoundApiKey, now: number): Principal {
  refuseEnded(key, now);
  return principalOf(key);
}

function refuseEnded(key: FoundApiKey, now: number): void {
  const fault = apiKeyFault(key, now);
  if (fault !== null) throw new AppError("UNAUTHORIZED", `The API key ${fault}`);
}

const principalOf = ({ id, userId, scopes }: FoundApiKey): Principal => ({
  kind: "api-key",
  userId,
  keyId: id,
  scopes: impliedScopes(scopes),
});

function recentlyRead(ctx: KeyCtx, keys: KnownKeys, hash: string): Promise<KnownKey | null> | KnownKey {
  const now = ctx.now();
  const { known, isRecent } = keys.get(hash, now);
  if (known !== undefined && isRecent) return known;
  return keys.readings.do(hash, now, (isNewest) => readKey(ctx, keys, hash, now, isNewest), ctx.after);
}

async function readKey(
  ctx: KeyCtx,
  keys: KnownKeys,
  hash: string,
  now: number,
  isNewest: () => boolean,
): Promise<KnownKey | null> {
  const before = keys.get(hash, now).known;
  const key = await findApiKey(ctx, hash);
  keys.delete(hash);
  if (key === null) return null;
  refuseEnded(key, now); // Not remembered: a key that is resumed opens at once.
  const entry: KnownKey = {
    key,
    principal: principalOf(key),
    readAt: now,
    touchedAt: Math.max(key.lastUsedAt ?? 0, before?.touchedAt ?? 0),
  };
  if (isNewest()) keys.set(hash, entry);
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
