import { and, eq } from "drizzle-orm";
import { notFound } from "#lib/errors.ts";
import { credentials } from "#store/schema/credentials.ts";
import type { Ctx } from "../ctx.ts";
import type { Credential } from "./credential.ts";

/** The columns that anybody who may see the credential may see. */
export const shown = {
  id: credentials.id,
  provider: credentials.provider,
  type: credentials.type,
  title: credentials.title,
  scopes: credentials.scopes,
  username: credentials.username,
  host: credentials.host,
  expiresAt: credentials.expiresAt,
  failure: credentials.failure,
  createdAt: credentials.createdAt,
  updatedAt: credentials.updatedAt,
};

type ShownRow = Omit<Credential, "expiresAt" | "createdAt" | "updatedAt"> & {
  expiresAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

export const credentialOf = ({ expiresAt, createdAt, updatedAt, ...row }: ShownRow): Credential => ({
  ...row,
  expiresAt: expiresAt?.getTime() ?? null,
  createdAt: createdAt.getTime(),
  updatedAt: updatedAt.getTime(),
});

export const ownedBy = (userId: string, id: string) =>
  and(eq(credentials.id, id), eq(credentials.userId, userId));

/** A credential of the caller; 404 for anybody else's. */
export async function ownCredential(ctx: Ctx, id: string): Promise<Credential> {
  const [row] = await ctx.db.select(shown).from(credentials).where(ownedBy(ctx.principal.userId, id));
  if (row === undefined) throw notFound("Credential");
  return credentialOf(row);
}
