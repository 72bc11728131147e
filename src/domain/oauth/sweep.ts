import { sql } from "drizzle-orm";
import { oauthAuthorizations, oauthRequests, oauthTokens } from "#store/schema/oauth.ts";
import type { OpenCtx } from "../ctx.ts";

const BATCH = 10_000;

/** Forgets requests, codes and tokens whose time is over, so many at a time. */
export async function sweepOAuth({ db, now }: Pick<OpenCtx, "db" | "now">): Promise<void> {
  const at = new Date(now()).toISOString();
  const sweep = (table: typeof oauthRequests | typeof oauthTokens | typeof oauthAuthorizations) =>
    db.execute(sql`delete from ${table} where ctid = any(array(
      select ctid from ${table} where expires_at <= ${at}::timestamptz limit ${BATCH}))`);
  await db.batch([sweep(oauthRequests), sweep(oauthTokens), sweep(oauthAuthorizations)]);
}
