import { sql } from "drizzle-orm";
import {
  oauthAuthorizations,
  oauthClients,
  oauthConsents,
  oauthRequests,
  oauthTokens,
} from "#store/schema/oauth.ts";
import type { OpenCtx } from "../ctx.ts";

const BATCH = 10_000;

/** A client that introduced itself is forgotten when for so long nobody has let it in. */
const UNUSED_MS = 30 * 24 * 60 * 60 * 1000;

/** Forgets requests, codes and tokens whose time is over, and clients that nobody uses, so many at a time. */
export async function sweepOAuth({ db, now }: Pick<OpenCtx, "db" | "now">): Promise<void> {
  const at = new Date(now()).toISOString();
  const unusedSince = new Date(now() - UNUSED_MS).toISOString();
  const sweep = (table: typeof oauthRequests | typeof oauthTokens | typeof oauthAuthorizations) =>
    db.execute(sql`delete from ${table} where ctid = any(array(
      select ctid from ${table} where expires_at <= ${at}::timestamptz limit ${BATCH}))`);
  await db.batch([
    sweep(oauthRequests),
    sweep(oauthTokens),
    sweep(oauthAuthorizations),
    db.execute(sql`delete from ${oauthClients} where ctid = any(array(
      select client.ctid from ${oauthClients} client
      where owner_id is null and updated_at <= ${unusedSince}::timestamptz
        and not exists (select from ${oauthConsents} where client_id = client.id)
      limit ${BATCH}))`),
  ]);
}
