import { and, eq, isNull, or, sql } from "drizzle-orm";
import { AppError, notFound } from "#lib/errors.ts";
import { oauthClients } from "#store/schema/oauth.ts";
import { record } from "../../audit/record.ts";
import type { Ctx } from "../../ctx.ts";
import { clientOf, type OAuthClient } from "./client.ts";
import { holdersOf, severClient } from "./holders.ts";
import { isOwn, ownClient } from "./queries.ts";

/**
 * Stops a client of the caller, or any if the caller is an administrator: its tokens rest until it is resumed, and what
 * it listens to is cut off.
 */
export async function suspendOAuthClient(ctx: Ctx, id: string): Promise<OAuthClient> {
  const { userId } = ctx.principal;
  const now = new Date(ctx.now());
  const [row] = await ctx.db
    .update(oauthClients)
    .set({
      suspendedAt: sql`coalesce(${oauthClients.suspendedAt}, ${now.toISOString()}::timestamptz)`,
      suspendedBy: isAdmin(ctx) ? userId : sql`coalesce(${oauthClients.suspendedBy}, ${userId}::uuid)`,
      updatedAt: now,
    })
    .where(reachable(ctx, id))
    .returning();
  if (row === undefined) throw notFound("OAuth client");
  const details = await severClient(ctx, id, await holdersOf(ctx, id));
  await record(ctx, { action: "client.suspended", target: { type: "client", id }, details });
  return clientOf(row);
}

/** Lets a suspended client go on; what an administrator has stopped only an administrator may resume. */
export async function resumeOAuthClient(ctx: Ctx, id: string): Promise<OAuthClient> {
  const [row] = await ctx.db
    .update(oauthClients)
    .set({ suspendedAt: null, suspendedBy: null, updatedAt: new Date(ctx.now()) })
    .where(and(reachable(ctx, id), isAdmin(ctx) ? undefined : isNotStoppedByOther(ctx)))
    .returning();
  if (row === undefined) {
    await ownClient(ctx, id);
    throw new AppError("FORBIDDEN", "An administrator has suspended this client");
  }
  await record(ctx, { action: "client.resumed", target: { type: "client", id } });
  return clientOf(row);
}

const isAdmin = ({ principal }: Ctx): boolean => principal.kind === "user" && principal.isAdmin;

const reachable = (ctx: Ctx, id: string) => (isAdmin(ctx) ? eq(oauthClients.id, id) : isOwn(ctx, id));

const isNotStoppedByOther = ({ principal }: Ctx) =>
  or(isNull(oauthClients.suspendedAt), eq(oauthClients.suspendedBy, principal.userId));
