import { sql } from "drizzle-orm";
import { users } from "#store/schema/users.ts";
import type { OpenCtx } from "../ctx.ts";

export interface Person {
  id: string;
  email: string | null;
}

/** Creates the row of a user who was never seen before, or brings its address up to date. Idempotent. */
export async function ensureUser({ db }: Pick<OpenCtx, "db">, person: Person): Promise<void> {
  await db
    .insert(users)
    .values(person)
    .onConflictDoUpdate({
      target: users.id,
      set: { email: sql`coalesce(excluded.email, ${users.email})` },
      setWhere: sql`excluded.email is distinct from ${users.email}`,
    });
}
