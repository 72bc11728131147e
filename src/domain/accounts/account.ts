import { eq } from "drizzle-orm";
import * as z from "zod";
import { AppError } from "#lib/errors.ts";
import { accounts } from "#store/schema/accounts.ts";
import { users } from "#store/schema/users.ts";
import type { OpenCtx } from "../ctx.ts";

/** Somebody who signs in here with an address and a password. */
export interface Account {
  userId: string;
  /** Lower case. */
  email: string;
  name: string;
  passwordHash: string;
  emailVerified: boolean;
  createdAt: number;
}

/** What `sign-up` takes; addresses are compared in lower case. */
export const Email = z.string().trim().toLowerCase().max(254).pipe(z.email("This is not an e-mail address"));

export const Name = z.string().trim().min(1, "A name is needed").max(100);

/** NIST SP 800-63B: a length, and no rules about kinds of characters. */
export const Password = z
  .string()
  .min(8, "A password needs at least 8 characters")
  .max(256, "A password has at most 256 characters");

export const accountByEmail = ({ db }: Pick<OpenCtx, "db">, email: string): Promise<Account | null> =>
  readAccount(db, eq(accounts.email, email));

export async function accountOf({ db }: Pick<OpenCtx, "db">, userId: string): Promise<Account> {
  const account = await readAccount(db, eq(accounts.userId, userId));
  if (account === null) throw new AppError("UNAUTHORIZED", "This account is gone");
  return account;
}

async function readAccount(db: OpenCtx["db"], which: ReturnType<typeof eq>): Promise<Account | null> {
  const [row] = await db
    .select({
      userId: accounts.userId,
      email: accounts.email,
      name: users.name,
      passwordHash: accounts.passwordHash,
      emailVerifiedAt: accounts.emailVerifiedAt,
      createdAt: accounts.createdAt,
    })
    .from(accounts)
    .innerJoin(users, eq(users.id, accounts.userId))
    .where(which);
  if (row === undefined) return null;
  const { name, emailVerifiedAt, createdAt, ...account } = row;
  return {
    ...account,
    name: name ?? "",
    emailVerified: emailVerifiedAt !== null,
    createdAt: createdAt.getTime(),
  };
}
