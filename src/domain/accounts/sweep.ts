import { lte } from "drizzle-orm";
import { emailLinks, sessions } from "#store/schema/accounts.ts";
import type { OpenCtx } from "../ctx.ts";

/** Forgets sessions and links that have ended. */
export async function sweepAccounts({ db, now }: Pick<OpenCtx, "db" | "now">): Promise<void> {
  const at = new Date(now());
  await db.batch([
    db.delete(sessions).where(lte(sessions.expiresAt, at)),
    db.delete(emailLinks).where(lte(emailLinks.expiresAt, at)),
  ]);
}
