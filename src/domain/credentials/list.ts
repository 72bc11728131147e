import { and, count, desc, eq } from "drizzle-orm";
import { offsetOf, type Page, type PageRequest } from "#lib/page.ts";
import { credentials } from "#store/schema/credentials.ts";
import type { Ctx } from "../ctx.ts";
import type { Credential } from "./credential.ts";
import { credentialOf, shown } from "./queries.ts";

/** The caller's credentials, newest first; of one provider when it is named. */
export async function listCredentials(
  { db, principal }: Ctx,
  page: PageRequest,
  provider?: string,
): Promise<Page<Credential>> {
  const isWanted = and(
    eq(credentials.userId, principal.userId),
    provider === undefined ? undefined : eq(credentials.provider, provider),
  );
  const [rows, [counted]] = await db.batch([
    db
      .select(shown)
      .from(credentials)
      .where(isWanted)
      .orderBy(desc(credentials.createdAt), desc(credentials.id))
      .limit(page.pageSize)
      .offset(offsetOf(page)),
    db.select({ total: count() }).from(credentials).where(isWanted),
  ]);
  return { items: rows.map(credentialOf), total: counted?.total ?? 0, ...page };
}
