import { and, eq, ne } from "drizzle-orm";
import { AppError } from "#lib/errors.ts";
import { hashPassword, isPassword } from "#lib/password.ts";
import { accounts, sessions } from "#store/schema/accounts.ts";
import { auditInsert } from "../audit/record.ts";
import type { OpenCtx } from "../ctx.ts";
import { asUser } from "../sessions/as-user.ts";
import { severSessions } from "../sessions/end.ts";
import type { Session } from "../sessions/session.ts";
import { accountOf } from "./account.ts";
import { countGuess } from "./count-attempt.ts";

/** Changes the password of who knows it, and ends every other session of the account. */
export async function changePassword(
  ctx: OpenCtx,
  { id, userId }: Session,
  { current, next }: { current: string; next: string },
): Promise<void> {
  const account = await accountOf(ctx, userId);
  await countGuess(ctx, account.email);
  if (!(await isPassword(current, account.passwordHash))) {
    throw new AppError("BAD_REQUEST", "The current password is wrong", {
      details: { field: "current_password" },
    });
  }
  const passwordHash = await hashPassword(next);
  const [, ended] = await ctx.db.batch([
    ctx.db.update(accounts).set({ passwordHash }).where(eq(accounts.userId, userId)),
    ctx.db
      .delete(sessions)
      .where(and(eq(sessions.userId, userId), ne(sessions.id, id)))
      .returning({ id: sessions.id }),
    auditInsert(asUser(ctx, account), { action: "account.password_changed" }),
  ]);
  await severSessions(ctx, userId, ended);
}
