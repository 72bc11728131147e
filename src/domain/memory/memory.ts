import { and, eq, sql } from "drizzle-orm";
import type { Json } from "#lib/json.ts";
import { storable } from "#lib/storable.ts";
import type { Db } from "#store/db.ts";
import { memories } from "#store/schema/memories.ts";

export const MAX_VALUE_CHARACTERS = 1_000_000;

/** Where something is remembered: `owner` is a graph's id, or empty for what all graphs of the user share. */
export interface MemoryPlace {
  userId: string;
  owner: string;
  key: string;
}

/** Undefined when nothing is remembered there. */
export async function recall(db: Db, { userId, owner, key }: MemoryPlace): Promise<Json | undefined> {
  const [row] = await db
    .select({ held: memories.held })
    .from(memories)
    .where(and(eq(memories.userId, userId), eq(memories.owner, owner), eq(memories.key, key)));
  return row?.held.value;
}

/** The last value wins. */
export async function remember(db: Db, place: MemoryPlace, value: Json): Promise<void> {
  const held = sql`${storable({ value })}::jsonb`;
  await db
    .insert(memories)
    .values({ ...place, held })
    .onConflictDoUpdate({
      target: [memories.userId, memories.owner, memories.key],
      set: { held, updatedAt: sql`now()` },
    });
}
