import { decodeProtectedHeader, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import * as z from "zod";
import { AppError } from "#lib/errors.ts";

/** Who may sign user tokens: a Supabase project by its shared secret, by its published keys, or both. */
export interface TokenKeys {
  secret: Uint8Array | null;
  published: JWTVerifyGetKey | null;
}

export interface UserClaims {
  userId: string;
  email: string | null;
  /** `app_metadata.role`, which only the issuer can write. */
  role: string | null;
}

const PUBLISHED_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA", "Ed25519"];

const Claims = z.object({
  sub: z.guid().toLowerCase(),
  email: z.string().max(320).nullish(),
  app_metadata: z.object({ role: z.string().nullish() }).nullish(),
});

/** The claims of a token that is signed by a known key, for `authenticated`, and not expired; else null. 503 without keys. */
export async function verifyUserToken(keys: TokenKeys, token: string, now: Date): Promise<UserClaims | null> {
  const claims = Claims.safeParse(await verifiedPayload(keys, token, now));
  if (!claims.success) return null;
  const { sub, email, app_metadata } = claims.data;
  return { userId: sub, email: email || null, role: app_metadata?.role ?? null };
}

/** The token's `alg` only chooses between kinds of keys; each kind accepts its own algorithms and no others. */
async function verifiedPayload(keys: TokenKeys, token: string, now: Date): Promise<JWTPayload | null> {
  const options = { audience: "authenticated", requiredClaims: ["exp", "sub"], currentDate: now };
  try {
    const shared = decodeProtectedHeader(token).alg === "HS256";
    if (shared && keys.secret !== null) {
      return (await jwtVerify(token, keys.secret, { ...options, algorithms: ["HS256"] })).payload;
    }
    if (shared || keys.published === null) return null;
    return (await jwtVerify(token, keys.published, { ...options, algorithms: PUBLISHED_ALGORITHMS })).payload;
  } catch (error) {
    if (error instanceof AppError) throw error;
    return null;
  }
}
