import { eq } from "drizzle-orm";
import { users } from "#store/schema/users.ts";
import { record } from "../audit/record.ts";
import type { Ctx } from "../ctx.ts";
import { getProfile, type Profile } from "./profile.ts";

export interface ProfileChanges {
  name?: string | undefined;
  /** Null for none. */
  timezone?: string | null | undefined;
}

/** Changes what is given of the caller's profile. */
export async function updateProfile(ctx: Ctx, { name, timezone }: ProfileChanges): Promise<Profile> {
  const changes = { ...(name !== undefined && { name }), ...(timezone !== undefined && { timezone }) };
  if (Object.keys(changes).length > 0) {
    await ctx.db.update(users).set(changes).where(eq(users.id, ctx.principal.userId));
    await record(ctx, { action: "account.profile_changed", details: { fields: Object.keys(changes) } });
  }
  return getProfile(ctx);
}
