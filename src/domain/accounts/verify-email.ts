import { eq, sql } from "drizzle-orm";
import { AppError } from "#lib/errors.ts";
import { isPassword } from "#lib/password.ts";
import { accounts } from "#store/schema/accounts.ts";
import { auditInsert } from "../audit/record.ts";
import type { OpenCtx } from "../ctx.ts";
import { asUser } from "../sessions/as-user.ts";
import { beginSession } from "../sessions/begin.ts";
import type { NewSession, Session } from "../sessions/session.ts";
import { type Account, accountOf } from "./account.ts";
import { countGuess, countVisitor } from "./count-attempt.ts";
import { mailLink, readLink, spendLink } from "./email-link.ts";

/** Mails the link that confirms an address. */
export function mailVerification(
  ctx: OpenCtx,
  account: Pick<Account, "userId" | "email">,
  returnTo: string | null,
): void {
  const write = (link: string) => ({
    subject: "Confirm your e-mail address",
    text: `Hello,

please confirm that this is your address, within a day:

${link}

If you have not signed up at ${ctx.publicUrl}, there is nothing to do.
`,
  });
  mailLink(ctx, account, "verify", write, returnTo);
}

/** Sends the link again to who is signed in; nothing happens when the address is confirmed already. */
export async function resendVerification(ctx: OpenCtx, session: Session): Promise<void> {
  await countVisitor(ctx, "mail");
  if (!session.emailVerified) mailVerification(ctx, session, null);
}

/**
 * Confirms the address of a link for who is signed in to its account or knows its password. The link alone is not
 * enough: else an account that a stranger made with somebody's address would become good by that person's click.
 */
export async function verifyEmail(
  ctx: OpenCtx,
  { token, password }: { token: string; password: string | null },
  session: Session | null,
): Promise<NewSession | null> {
  const account = await accountOf(ctx, await readLink(ctx, "verify", token));
  const isSignedIn = session?.userId === account.userId;
  if (!isSignedIn) await checkPassword(ctx, account, password);
  await spendLink(ctx, "verify", token);
  await ctx.db.batch([
    ctx.db
      .update(accounts)
      .set({ emailVerifiedAt: sql`coalesce(${accounts.emailVerifiedAt}, ${new Date(ctx.now())})` })
      .where(eq(accounts.userId, account.userId)),
    auditInsert(asUser(ctx, account), { action: "account.email_verified" }),
  ]);
  return isSignedIn ? null : beginSession(ctx, { ...account, emailVerified: true });
}

async function checkPassword(ctx: OpenCtx, account: Account, password: string | null): Promise<void> {
  await countGuess(ctx, account.email);
  if (password !== null && (await isPassword(password, account.passwordHash))) return;
  throw new AppError("UNAUTHORIZED", "The password is wrong");
}
