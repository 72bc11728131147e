import { randomToken, sha256Hex } from "#lib/crypto.ts";
import { sessions } from "#store/schema/accounts.ts";
import type { Account } from "../accounts/account.ts";
import { auditInsert } from "../audit/record.ts";
import type { OpenCtx } from "../ctx.ts";
import { asUser } from "./as-user.ts";
import { type NewSession, SESSION_LIFETIME_MS } from "./session.ts";

export type Newcomer = Pick<Account, "userId" | "email" | "name" | "emailVerified"> & {
  timezone?: string | null;
};

/** Begins a session of somebody who has just proven who they are. */
export async function beginSession(ctx: OpenCtx, account: Newcomer): Promise<NewSession> {
  const { begun, statements } = await newSession(ctx, account);
  await ctx.db.batch(statements);
  return begun;
}

/** The same as statements, for a batch with what comes before it. */
export async function newSession(ctx: OpenCtx, { userId, email, name, emailVerified, timezone }: Newcomer) {
  const token = randomToken(32);
  const id = crypto.randomUUID();
  const signedInAt = ctx.now();
  const expiresAt = signedInAt + SESSION_LIFETIME_MS;
  const begun: NewSession = {
    token,
    session: {
      id,
      userId,
      email,
      emailVerified,
      name,
      timezone: timezone ?? null,
      signedInAt,
      expiresAt,
    },
  };
  const insert = ctx.db.insert(sessions).values({
    id,
    userId,
    tokenHash: await sha256Hex(token),
    userAgent: ctx.source.userAgent?.slice(0, 500) ?? null,
    address: ctx.source.address,
    createdAt: new Date(signedInAt),
    lastSeenAt: new Date(signedInAt),
    expiresAt: new Date(expiresAt),
  });
  const audit = auditInsert(asUser(ctx, { userId, email }), {
    action: "account.signed_in",
    target: { type: "session", id },
  });
  return { begun, statements: [insert, audit] as const };
}
