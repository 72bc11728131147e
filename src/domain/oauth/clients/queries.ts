import { and, desc, eq } from "drizzle-orm";
import { notFound } from "#lib/errors.ts";
import { oauthClients } from "#store/schema/oauth.ts";
import type { Ctx, OpenCtx } from "../../ctx.ts";
import { clientOf, type OAuthClient } from "./client.ts";

/** The caller's own client; somebody else's does not exist. */
export async function ownClient(ctx: Ctx, id: string): Promise<OAuthClient> {
  const [row] = await ctx.db.select().from(oauthClients).where(isOwn(ctx, id));
  if (row === undefined) throw notFound("OAuth client");
  return clientOf(row);
}

export const isOwn = ({ principal }: Ctx, id: string) =>
  and(eq(oauthClients.id, id), eq(oauthClients.ownerId, principal.userId));

/** The caller's clients, the newest first. */
export async function listOAuthClients({ db, principal }: Ctx): Promise<OAuthClient[]> {
  const rows = await db
    .select()
    .from(oauthClients)
    .where(eq(oauthClients.ownerId, principal.userId))
    .orderBy(desc(oauthClients.createdAt), desc(oauthClients.id));
  return rows.map(clientOf);
}

export interface StoredClient {
  client: OAuthClient;
  /** Hex SHA-256; null for a public client. */
  secretHash: string | null;
}

/** Any client by its id, with what its secret is checked against. */
export async function findClient({ db }: Pick<OpenCtx, "db">, id: string): Promise<StoredClient | null> {
  const [row] = await db.select().from(oauthClients).where(eq(oauthClients.id, id));
  return row === undefined ? null : { client: clientOf(row), secretHash: row.secretHash };
}
