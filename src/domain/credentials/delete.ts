import { notFound } from "#lib/errors.ts";
import { credentials } from "#store/schema/credentials.ts";
import type { Ctx } from "../ctx.ts";
import { ownedBy } from "./queries.ts";

/** Forgets a credential and its secret. Runs that are under way cannot use it any more. */
export async function deleteCredential({ db, principal }: Ctx, id: string): Promise<void> {
  const deleted = await db
    .delete(credentials)
    .where(ownedBy(principal.userId, id))
    .returning({ id: credentials.id });
  if (deleted.length === 0) throw notFound("Credential");
}
