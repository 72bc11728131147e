import { and, count, desc, eq, gt, isNotNull, isNull, max, sql } from "drizzle-orm";
import { log } from "#lib/log.ts";
import { oauthAuthorizations } from "#store/schema/oauth.ts";
import type { OpenCtx } from "../../ctx.ts";
import { MOST_SEVERED, severAll } from "../../executions/sever.ts";
import { appCredential } from "../../principal.ts";

export interface Holder {
  userId: string;
  /** How many there are in all. */
  total: number;
}

/** Users of whom a client holds tokens, whoever came last first; a statement, for batches. */
export const holdersOf = ({ db, now }: Pick<OpenCtx, "db" | "now">, clientId: string) =>
  db
    .select({
      userId: oauthAuthorizations.userId,
      total: sql<number>`${count()} over ()`.mapWith(Number),
    })
    .from(oauthAuthorizations)
    .where(
      and(
        eq(oauthAuthorizations.clientId, clientId),
        isNotNull(oauthAuthorizations.redeemedAt),
        isNull(oauthAuthorizations.revokedAt),
        gt(oauthAuthorizations.expiresAt, new Date(now())),
      ),
    )
    .groupBy(oauthAuthorizations.userId)
    .orderBy(desc(max(oauthAuthorizations.createdAt)))
    .limit(MOST_SEVERED);

/** Cuts the sockets and streams of a client that has ended; of how many users, and how many it could not, for the record. */
export async function severClient(
  ctx: Pick<OpenCtx, "engine">,
  clientId: string,
  holders: readonly Holder[],
): Promise<{ severed_users: number; unsevered_users?: number }> {
  const users = holders.map(({ userId }) => userId);
  const severed = await severAll(ctx, users, appCredential(clientId));
  const left = (holders[0]?.total ?? 0) - severed;
  if (left === 0) return { severed_users: severed };
  log("error", "client.not_severed", { client: clientId, users: left });
  return { severed_users: severed, unsevered_users: left };
}
