import { eq, inArray } from "drizzle-orm";
import { rewrap } from "#lib/envelope.ts";
import { signingKeys } from "#store/schema/signing-keys.ts";
import type { OpenCtx } from "../ctx.ts";
import { makeKey, placeOf } from "./make-key.ts";
import { readKeys, type StoredKey } from "./stored-keys.ts";

const DAY_MS = 24 * 3_600_000;
/** How long a key signs. */
export const SIGNS_FOR_MS = 90 * DAY_MS;
/** How long the next one is published before it signs: longer than anybody keeps a copy of the list. */
export const AHEAD_MS = DAY_MS;
/** How long a key is published after it has signed for the last time: longer than any token lives. */
export const KEPT_MS = DAY_MS;

/**
 * Makes the next key in time, forgets those whose tokens have all ended, and seals the others by the current
 * key-encryption key. Does nothing before the first key is needed.
 */
export async function rotateKeys(
  ctx: Pick<OpenCtx, "db" | "now"> & { vault: Pick<OpenCtx["vault"], "keyring"> },
): Promise<void> {
  const { keyring } = ctx.vault;
  const keys = await readKeys(ctx);
  const newest = keys.at(-1);
  if (newest === undefined || keyring === null) return;
  const now = ctx.now();
  if (now >= newest.activeAt + SIGNS_FOR_MS - AHEAD_MS) await makeKey(ctx, keyring, now + AHEAD_MS);
  const over = keys.filter((_key, index) => isOver(keys[index + 1], now)).map(({ id }) => id);
  if (over.length > 0) await ctx.db.delete(signingKeys).where(inArray(signingKeys.id, over));
  for (const { id, sealed } of keys.filter((key) => !over.includes(key.id))) {
    const again = await rewrap(keyring, placeOf(id), sealed);
    if (again === sealed) continue;
    await ctx.db.update(signingKeys).set({ privateKey: again }).where(eq(signingKeys.id, id));
  }
}

/** A key is over when its successor has been signing for long enough. */
const isOver = (successor: StoredKey | undefined, now: number): boolean =>
  successor !== undefined && now >= successor.activeAt + KEPT_MS;
