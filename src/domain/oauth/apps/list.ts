import { desc, eq } from "drizzle-orm";
import { oauthClients, oauthConsents } from "#store/schema/oauth.ts";
import type { Ctx } from "../../ctx.ts";

/** An application as the user who let it in sees it. Times in milliseconds. */
export interface GrantedApp {
  clientId: string;
  name: string;
  description: string | null;
  logoUrl: string | null;
  scopes: string[];
  grantedAt: number;
  updatedAt: number;
}

/** The applications that the caller has let in, the last one first. */
export async function listGrantedApps({ db, principal }: Ctx): Promise<GrantedApp[]> {
  const rows = await db
    .select({
      clientId: oauthClients.id,
      name: oauthClients.name,
      description: oauthClients.description,
      logoUrl: oauthClients.logoUrl,
      scopes: oauthConsents.scopes,
      grantedAt: oauthConsents.createdAt,
      updatedAt: oauthConsents.updatedAt,
    })
    .from(oauthConsents)
    .innerJoin(oauthClients, eq(oauthClients.id, oauthConsents.clientId))
    .where(eq(oauthConsents.userId, principal.userId))
    .orderBy(desc(oauthConsents.updatedAt), desc(oauthClients.id));
  return rows.map((row) => ({
    ...row,
    grantedAt: row.grantedAt.getTime(),
    updatedAt: row.updatedAt.getTime(),
  }));
}
