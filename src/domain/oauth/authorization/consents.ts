import { and, eq, sql } from "drizzle-orm";
import { oauthConsents } from "#store/schema/oauth.ts";
import type { OpenCtx } from "../../ctx.ts";
import type { AuthorizationRequest } from "./request.ts";

/** The scopes that a user has granted to a client. */
export async function grantedScopes(
  { db }: Pick<OpenCtx, "db">,
  userId: string,
  clientId: string,
): Promise<string[]> {
  const [row] = await db
    .select({ scopes: oauthConsents.scopes })
    .from(oauthConsents)
    .where(and(eq(oauthConsents.userId, userId), eq(oauthConsents.clientId, clientId)));
  return row?.scopes ?? [];
}

/** Adds what a request asks for to what the user has granted before. */
export async function grantScopes(
  { db, now }: Pick<OpenCtx, "db" | "now">,
  userId: string,
  { clientId, scopes }: AuthorizationRequest,
): Promise<void> {
  const at = new Date(now());
  const merged = sql`(select array_agg(distinct word) from unnest(${oauthConsents.scopes} || excluded.scopes) word)`;
  await db
    .insert(oauthConsents)
    .values({ userId, clientId, scopes, createdAt: at, updatedAt: at })
    .onConflictDoUpdate({
      target: [oauthConsents.userId, oauthConsents.clientId],
      set: { scopes: merged, updatedAt: at },
    });
}
