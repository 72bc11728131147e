import { AppError } from "#lib/errors.ts";
import { isPassword } from "#lib/password.ts";
import { record } from "../audit/record.ts";
import type { OpenCtx } from "../ctx.ts";
import { beginSession } from "../sessions/begin.ts";
import type { NewSession } from "../sessions/session.ts";
import { accountByEmail } from "./account.ts";
import { countGuess } from "./count-attempt.ts";
import { mailVerification } from "./verify-email.ts";

export interface SignIn {
  email: string;
  password: string;
  returnTo?: string | null;
}

/** Begins a session for who knows the password: UNAUTHORIZED for a wrong one and an unknown address alike. */
export async function signIn(ctx: OpenCtx, { email, password, returnTo }: SignIn): Promise<NewSession> {
  await countGuess(ctx, email);
  const account = await accountByEmail(ctx, email);
  const isRight = await isPassword(password, account?.passwordHash ?? null);
  if (account === null || !isRight) {
    await record(ctx, {
      action: "account.sign_in_failed",
      outcome: "failure",
      userId: account?.userId ?? null,
    });
    throw new AppError("UNAUTHORIZED", "The e-mail address or the password is wrong");
  }
  if (ctx.verifiedOnly && !account.emailVerified) {
    mailVerification(ctx, account, returnTo ?? null);
    throw new AppError("FORBIDDEN", "The e-mail address is not confirmed yet; we have sent the link again", {
      details: { reason: "EMAIL_NOT_VERIFIED" },
    });
  }
  return beginSession(ctx, account);
}
