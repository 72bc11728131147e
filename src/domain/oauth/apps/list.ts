import { count, desc, eq } from "drizzle-orm";
import { offsetOf, type Page, type PageRequest } from "#lib/page.ts";
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
export async function listGrantedApps({ db, principal }: Ctx, page: PageRequest): Promise<Page<GrantedApp>> {
  const own = eq(oauthConsents.userId, principal.userId);
  const [rows, [counted]] = await db.batch([
    db
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
      .where(own)
      .orderBy(desc(oauthConsents.updatedAt), desc(oauthClients.id))
      .limit(page.pageSize)
      .offset(offsetOf(page)),
    db.select({ total: count() }).from(oauthConsents).where(own),
  ]);
  const items = rows.map(({ grantedAt, updatedAt, ...app }) => ({
    ...app,
    grantedAt: grantedAt.getTime(),
    updatedAt: updatedAt.getTime(),
  }));
  return { items, total: counted?.total ?? 0, ...page };
}
