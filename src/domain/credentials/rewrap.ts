import { and, eq, ne } from "drizzle-orm";
import { rewrap } from "#lib/envelope.ts";
import { credentials } from "#store/schema/credentials.ts";
import type { OpenCtx } from "../ctx.ts";
import { placeOf } from "./vault.ts";

const BATCH = 200;

/**
 * Wraps the data keys of so many credentials by the current key-encryption key; answers how many it found wrapped by another.
 * At 0 the other keys may be taken out of the settings. A secret that was replaced meanwhile is left alone.
 */
export async function rewrapCredentials({ db, vault }: Pick<OpenCtx, "db" | "vault">): Promise<number> {
  const { keyring } = vault;
  if (keyring === null) return 0;
  const rows = await db
    .select({ id: credentials.id, userId: credentials.userId, sealed: credentials.sealed })
    .from(credentials)
    .where(ne(credentials.keyId, keyring.current))
    .limit(BATCH);
  for (const row of rows) {
    const sealed = await rewrap(keyring, placeOf(row), row.sealed);
    await db
      .update(credentials)
      .set({ sealed, keyId: keyring.current })
      .where(and(eq(credentials.id, row.id), eq(credentials.sealed, row.sealed)));
  }
  return rows.length;
}
