import type { Db } from "#store/db.ts";
import { credentials } from "#store/schema/credentials.ts";
import { ownedBy } from "./queries.ts";

/** A credential with its sealed secret. */
export type StoredCredential = typeof credentials.$inferSelect;

/** Null when the user has none of this id, or the id is none. */
export async function findStored(db: Db, userId: string, id: string): Promise<StoredCredential | null> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return null;
  const [row] = await db.select().from(credentials).where(ownedBy(userId, id));
  return row ?? null;
}
