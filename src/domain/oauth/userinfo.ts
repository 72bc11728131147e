import type { OpenCtx } from "../ctx.ts";
import { profileOf } from "../users/profile.ts";

/** Claims of OpenID Connect Core section 5.1. */
export interface UserClaims {
  sub: string;
  name?: string;
  zoneinfo?: string;
  email?: string;
  email_verified?: boolean;
}

/** What these scopes tell about a user. */
export async function claimsAbout(
  ctx: Pick<OpenCtx, "db">,
  userId: string,
  scopes: readonly string[],
): Promise<UserClaims> {
  const { name, timezone, email, emailVerified } = await profileOf(ctx, userId);
  const tellsProfile = scopes.includes("profile");
  return {
    sub: userId,
    ...(tellsProfile && name && { name }),
    ...(tellsProfile && timezone && { zoneinfo: timezone }),
    ...(scopes.includes("email") && email && { email, email_verified: emailVerified }),
  };
}
