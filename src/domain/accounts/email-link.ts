import { and, eq, gt } from "drizzle-orm";
import { randomToken, sha256Hex } from "#lib/crypto.ts";
import { AppError } from "#lib/errors.ts";
import { describeError, log } from "#lib/log.ts";
import { emailLinks } from "#store/schema/accounts.ts";
import type { OpenCtx } from "../ctx.ts";
import type { Mail } from "../mail/mailer.ts";
import { sendMail } from "../mail/send.ts";
import { countAccount } from "./count-attempt.ts";

export type LinkPurpose = "verify" | "reset";

const LIFETIME_MS: Record<LinkPurpose, number> = { verify: 24 * 3_600_000, reset: 3_600_000 };

const PATH: Record<LinkPurpose, string> = { verify: "/verify-email", reset: "/reset-password" };

interface Recipient {
  userId: string;
  email: string;
}

/**
 * Mails a link that works once and takes the place of earlier ones; `write` says what is around it. It happens behind
 * the answer, which so takes as long as one without a mail.
 */
export function mailLink(
  ctx: OpenCtx,
  { userId, email }: Recipient,
  purpose: LinkPurpose,
  write: (link: string) => Omit<Mail, "to">,
  returnTo: string | null = null,
): void {
  const send = async () => {
    const token = await makeLink(ctx, userId, purpose);
    const link = new URL(PATH[purpose], ctx.publicUrl);
    link.searchParams.set("token", token);
    if (returnTo !== null) link.searchParams.set("return_to", returnTo);
    await sendMail(ctx, { to: email, ...write(link.href) });
  };
  mailLater(ctx, `account.${purpose}`, email, send);
}

/**
 * A mail that nobody waits for: that it was not sent is in the log. Nobody gets many, whoever asks for them, and the
 * answer does not tell.
 */
export function mailLater(
  ctx: Pick<OpenCtx, "after" | "attempts">,
  what: string,
  to: string,
  send: () => Promise<void>,
): void {
  const failed = (error: unknown) => log("error", "mail.unsent", { what, error: describeError(error) });
  ctx.after(countAccount(ctx, "mail", to).then(send).catch(failed));
}

async function makeLink({ db, now }: OpenCtx, userId: string, purpose: LinkPurpose): Promise<string> {
  const token = randomToken(32);
  const createdAt = now();
  await db.batch([
    db.delete(emailLinks).where(and(eq(emailLinks.userId, userId), eq(emailLinks.purpose, purpose))),
    db.insert(emailLinks).values({
      tokenHash: await sha256Hex(token),
      userId,
      purpose,
      createdAt: new Date(createdAt),
      expiresAt: new Date(createdAt + LIFETIME_MS[purpose]),
    }),
  ]);
  return token;
}

/** Whose link this is; BAD_REQUEST when it was used, is too old or was never made. */
export async function readLink(ctx: OpenCtx, purpose: LinkPurpose, token: string): Promise<string> {
  const which = await live(ctx, purpose, token);
  const [row] = await ctx.db.select({ userId: emailLinks.userId }).from(emailLinks).where(which);
  if (row === undefined) throw deadLink();
  return row.userId;
}

/** Uses a link up, and then says whose it is: of two who use it at once, one gets BAD_REQUEST. */
export async function spendLink(ctx: OpenCtx, purpose: LinkPurpose, token: string): Promise<string> {
  const which = await live(ctx, purpose, token);
  const [row] = await ctx.db.delete(emailLinks).where(which).returning({ userId: emailLinks.userId });
  if (row === undefined) throw deadLink();
  return row.userId;
}

const live = async ({ now }: OpenCtx, purpose: LinkPurpose, token: string) =>
  and(
    eq(emailLinks.tokenHash, await sha256Hex(token)),
    eq(emailLinks.purpose, purpose),
    gt(emailLinks.expiresAt, new Date(now())),
  );

const deadLink = () => new AppError("BAD_REQUEST", "This link was used already, or is too old");
