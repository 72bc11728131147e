import { eq } from "drizzle-orm";
import * as z from "zod";
import { notFound } from "#lib/errors.ts";
import { accounts } from "#store/schema/accounts.ts";
import { users } from "#store/schema/users.ts";
import type { Ctx } from "../ctx.ts";

/** What a person is to the platform, whichever way they sign in. */
export interface Profile {
  id: string;
  email: string | null;
  emailVerified: boolean;
  name: string | null;
  timezone: string | null;
  createdAt: number;
}

/** A name of the IANA time zone database, in its own spelling. */
export const Timezone = z
  .string()
  .trim()
  .max(64)
  .refine(isTimezone, "This is not a time zone; one is for example Europe/Berlin");

/** Time zones to choose from. */
export const timezones = (): readonly string[] => ["UTC", ...Intl.supportedValuesOf("timeZone")];

export const getProfile = ({ db, principal }: Pick<Ctx, "db" | "principal">): Promise<Profile> =>
  profileOf({ db }, principal.userId);

/** The same of any user. */
export async function profileOf({ db }: Pick<Ctx, "db">, userId: string): Promise<Profile> {
  const [row] = await db
    .select({
      id: users.id,
      email: users.email,
      emailVerifiedAt: accounts.emailVerifiedAt,
      name: users.name,
      timezone: users.timezone,
      createdAt: users.createdAt,
    })
    .from(users)
    .leftJoin(accounts, eq(accounts.userId, users.id))
    .where(eq(users.id, userId));
  if (row === undefined) throw notFound("User");
  const { emailVerifiedAt, createdAt, ...profile } = row;
  return { ...profile, emailVerified: emailVerifiedAt !== null, createdAt: createdAt.getTime() };
}

/** The caller's time zone; null when they have told none. */
export async function timeZoneOf({ db, principal }: Pick<Ctx, "db" | "principal">): Promise<string | null> {
  const [row] = await db
    .select({ timezone: users.timezone })
    .from(users)
    .where(eq(users.id, principal.userId));
  return row?.timezone ?? null;
}

/** Offsets such as +01:00 are zones to the platform, but not to people: they know no summer. */
function isTimezone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== undefined;
  } catch {
    return false;
  }
}
