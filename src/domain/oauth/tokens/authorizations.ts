import { and, eq, type SQL } from "drizzle-orm";
import { sha256Hex } from "#lib/crypto.ts";
import { oauthAuthorizations, oauthTokens } from "#store/schema/oauth.ts";
import type { OpenCtx } from "../../ctx.ts";
import type { AuthorizationFacts } from "./token.ts";

type Row = typeof oauthAuthorizations.$inferSelect;
type Store = Pick<OpenCtx, "db">;

export async function findByCode({ db }: Store, code: string): Promise<Row | null> {
  const [row] = await db
    .select()
    .from(oauthAuthorizations)
    .where(eq(oauthAuthorizations.codeHash, await sha256Hex(code)));
  return row ?? null;
}

export interface PresentedToken {
  token: typeof oauthTokens.$inferSelect;
  authorization: Row;
}

/** A token of any kind by its value or, where that is known, its hash. */
export async function findToken({ db }: Store, token: string): Promise<PresentedToken | null> {
  const [row] = await db
    .select({ token: oauthTokens, authorization: oauthAuthorizations })
    .from(oauthTokens)
    .innerJoin(oauthAuthorizations, eq(oauthAuthorizations.id, oauthTokens.authorizationId))
    .where(eq(oauthTokens.hash, await sha256Hex(token)));
  return row ?? null;
}

/** Ends an authorization, and with it every token that came from it. */
export const revokeAuthorization = (ctx: Pick<OpenCtx, "db" | "now">, id: string): Promise<number> =>
  revokeWhere(ctx, eq(oauthAuthorizations.id, id));

/** Ends whatever a user has granted to a client. */
export const revokeAllOf = (
  ctx: Pick<OpenCtx, "db" | "now">,
  userId: string,
  clientId: string,
): Promise<number> =>
  revokeWhere(ctx, and(eq(oauthAuthorizations.userId, userId), eq(oauthAuthorizations.clientId, clientId)));

async function revokeWhere(
  { db, now }: Pick<OpenCtx, "db" | "now">,
  where: SQL | undefined,
): Promise<number> {
  const revoked = await db
    .update(oauthAuthorizations)
    .set({ revokedAt: new Date(now()) })
    .where(where)
    .returning({ id: oauthAuthorizations.id });
  return revoked.length;
}

/** An authorization as the audit record names it. */
export const aboutAuthorization = ({ id, userId, clientId }: Row) => ({
  userId,
  target: { type: "authorization", id },
  details: { client_id: clientId },
});

export const factsOf = (row: Row): AuthorizationFacts => ({
  id: row.id,
  clientId: row.clientId,
  userId: row.userId,
  scopes: row.scopes,
  resources: row.resources,
  nonce: row.nonce,
  authTime: row.authTime?.getTime() ?? null,
  sessionId: row.sessionId,
});
