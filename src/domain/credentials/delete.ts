import { notFound } from "#lib/errors.ts";
import { credentials } from "#store/schema/credentials.ts";
import { record } from "../audit/record.ts";
import type { Ctx } from "../ctx.ts";
import { ownedBy } from "./queries.ts";

/** Forgets a credential and its secret. Runs that are under way cannot use it any more. */
export async function deleteCredential(ctx: Ctx, id: string): Promise<void> {
  const deleted = await ctx.db
    .delete(credentials)
    .where(ownedBy(ctx.principal.userId, id))
    .returning({ id: credentials.id });
  if (deleted.length === 0) throw notFound("Credential");
  await record(ctx, { action: "credential.deleted", target: { type: "credential", id } });
}
