import { eq, sql } from "drizzle-orm";
import { hashPassword } from "#lib/password.ts";
import { accounts, emailLinks, sessions } from "#store/schema/accounts.ts";
import { auditInsert, record } from "../audit/record.ts";
import type { OpenCtx } from "../ctx.ts";
import { severSessions } from "../sessions/end.ts";
import { accountByEmail } from "./account.ts";
import { countVisitor } from "./count-attempt.ts";
import { mailLink, spendLink } from "./email-link.ts";

/** Mails a link to choose a new password, if there is such an account; the caller is not told. */
export async function requestReset(ctx: OpenCtx, email: string): Promise<void> {
  await countVisitor(ctx, "mail");
  const account = await accountByEmail(ctx, email);
  if (account === null) return;
  mailLink(ctx, account, "reset", (link) => ({
    subject: "Choose a new password",
    text: `Hello,

here you can choose a new password, within an hour:

${link}

If you have not asked for it, there is nothing to do; your password stays as it is.
`,
  }));
  ctx.after(record(ctx, { action: "account.password_reset_requested", userId: account.userId }));
}

/** Sets the password of who has a link's mail, which confirms the address too, and ends every session of the account. */
export async function resetPassword(
  ctx: OpenCtx,
  { token, password }: { token: string; password: string },
): Promise<void> {
  const passwordHash = await hashPassword(password);
  const userId = await spendLink(ctx, "reset", token);
  const now = new Date(ctx.now());
  const [, ended] = await ctx.db.batch([
    ctx.db
      .update(accounts)
      .set({ passwordHash, emailVerifiedAt: sql`coalesce(${accounts.emailVerifiedAt}, ${now})` })
      .where(eq(accounts.userId, userId)),
    ctx.db.delete(sessions).where(eq(sessions.userId, userId)).returning({ id: sessions.id }),
    ctx.db.delete(emailLinks).where(eq(emailLinks.userId, userId)),
    auditInsert(ctx, { action: "account.password_reset", userId }),
  ]);
  await severSessions(ctx, userId, ended);
}
