import { AppError } from "#lib/errors.ts";
import { hashPassword, isPassword } from "#lib/password.ts";
import { accounts } from "#store/schema/accounts.ts";
import { users } from "#store/schema/users.ts";
import { auditInsert } from "../audit/record.ts";
import type { OpenCtx } from "../ctx.ts";
import { sendMail } from "../mail/send.ts";
import { asUser } from "../sessions/as-user.ts";
import { beginSession, newSession } from "../sessions/begin.ts";
import type { NewSession } from "../sessions/session.ts";
import { type Account, accountByEmail } from "./account.ts";
import { countGuess } from "./count-attempt.ts";
import { mailLater } from "./email-link.ts";
import { mailVerification } from "./verify-email.ts";

export interface SignUp {
  email: string;
  password: string;
  name: string;
  /** Where the person wanted to go, a path of this site. */
  returnTo?: string | null;
}

export interface SignedUp {
  userId: string;
  /** Null when the address must be verified first, and when it is known already: the answer does not tell which. */
  begun: NewSession | null;
}

/** Makes an account. Who signs up again with the same password is signed in; whoever else finds out nothing. */
export async function signUp(ctx: OpenCtx, wish: SignUp): Promise<SignedUp> {
  if (ctx.verifiedOnly && ctx.mailer === null) {
    throw new AppError("FORBIDDEN", "Nobody can sign up here: this deployment sends no mail");
  }
  await countGuess(ctx, wish.email);
  const known = await accountByEmail(ctx, wish.email);
  if (known !== null) return signUpAgain(ctx, wish, known);
  const passwordHash = await hashPassword(wish.password);
  const created = await createAccount(ctx, wish, passwordHash);
  if (created !== null) return created;
  const taken = await accountByEmail(ctx, wish.email);
  return taken === null ? pretended() : signUpAgain(ctx, wish, taken);
}

async function signUpAgain(
  ctx: OpenCtx,
  { password, returnTo }: SignUp,
  account: Account,
): Promise<SignedUp> {
  const isSame = await isPassword(password, account.passwordHash);
  if (isSame && (account.emailVerified || !ctx.verifiedOnly)) {
    return { userId: account.userId, begun: await beginSession(ctx, account) };
  }
  if (account.emailVerified)
    mailLater(ctx, "account.known", account.email, () => tellOfAccount(ctx, account));
  else mailVerification(ctx, account, returnTo ?? null);
  return pretended();
}

/** An id as a new account would have one. */
const pretended = (): SignedUp => ({ userId: crypto.randomUUID(), begun: null });

/** Null when somebody else has just made an account with this address. */
async function createAccount(
  ctx: OpenCtx,
  { email, name, returnTo }: SignUp,
  passwordHash: string,
): Promise<SignedUp | null> {
  const { db } = ctx;
  const userId = crypto.randomUUID();
  const createdAt = new Date(ctx.now());
  const account = { userId, email, name, emailVerified: false };
  const { begun, statements } = await newSession(ctx, account);
  try {
    await db.batch([
      db.insert(users).values({ id: userId, email, name, createdAt }),
      db.insert(accounts).values({ userId, email, passwordHash, createdAt }),
      auditInsert(asUser(ctx, account), { action: "account.created" }),
      ...(ctx.verifiedOnly ? [] : statements),
    ]);
  } catch (error) {
    if (isTaken(error)) return null;
    throw error;
  }
  mailVerification(ctx, account, returnTo ?? null);
  return { userId, begun: ctx.verifiedOnly ? null : begun };
}

/** SQLSTATE of a unique violation, of which only the address can have one. */
function isTaken(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ("code" in current && current.code === "23505") return true;
  }
  return false;
}

const tellOfAccount = (ctx: OpenCtx, { email }: Account): Promise<void> =>
  sendMail(ctx, {
    to: email,
    subject: "You already have an account",
    text: `Hello,

somebody, perhaps you, tried to sign up at ${ctx.publicUrl} with this address. You have an account already:

Sign in: ${ctx.publicUrl}/sign-in
Choose a new password: ${ctx.publicUrl}/forgot-password

If it was not you, there is nothing to do.
`,
  });
