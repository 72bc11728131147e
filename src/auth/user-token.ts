import {
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from "jose";
import * as z from "zod";
import { AppError } from "#lib/errors.ts";
import { USER_AUDIENCE } from "./issuer.ts";

/** Who else may sign user tokens: a Supabase project by its shared secret, by its published keys, or both. */
export interface TokenKeys {
  secret: Uint8Array | null;
  published: JWTVerifyGetKey | null;
}

/** The platform as an issuer. */
export interface OwnIssuer {
  issuer: string;
  keys: JWTVerifyGetKey;
}

export interface UserClaims {
  userId: string;
  email: string | null;
  /** What our own accounts know of the address; null where another issuer vouches for it. */
  emailVerified: boolean | null;
  /** `app_metadata.role`, which only the issuer can write. */
  role: string | null;
  /** Of our own accounts: the session that the token was made in, with which it ends. */
  sessionId: string | null;
}

const PUBLISHED_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA", "Ed25519"];

const Claims = z.object({
  sub: z.guid().toLowerCase(),
  email: z.string().max(320).nullish(),
  email_verified: z.boolean().nullish(),
  session_id: z.string().nullish(),
  app_metadata: z.object({ role: z.string().nullish() }).nullish(),
});

/**
 * The claims of a token that is signed by a known key, for `authenticated`, and not expired; else null. 503 without
 * keys. Who names us as the issuer is checked by our keys and no others.
 */
export async function verifyUserToken(
  keys: TokenKeys,
  own: OwnIssuer,
  token: string,
  now: Date,
): Promise<UserClaims | null> {
  const isOwn = issuerOf(token) === own.issuer;
  const payload = isOwn ? verifiedByUs(own, token, now) : verifiedPayload(keys, token, now);
  const claims = Claims.safeParse(await payload);
  if (!claims.success) return null;
  const { sub, email, email_verified, session_id, app_metadata } = claims.data;
  return {
    userId: sub,
    email: email || null,
    emailVerified: isOwn ? email_verified === true : null,
    role: isOwn ? null : (app_metadata?.role ?? null),
    sessionId: isOwn ? (session_id ?? null) : null,
  };
}

/** What a token says of its issuer, which nobody has checked yet. */
function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

async function verifiedByUs(
  { issuer, keys }: OwnIssuer,
  token: string,
  now: Date,
): Promise<JWTPayload | null> {
  const options = { issuer, algorithms: ["RS256"], audience: USER_AUDIENCE };
  try {
    return (await jwtVerify(token, keys, { ...options, requiredClaims: ["exp", "sub"], currentDate: now }))
      .payload;
  } catch (error) {
    if (isOurs(error)) throw error;
    return null;
  }
}

/** A bad token is an error of the library's kinds; anything else went wrong while a key was looked up. */
const isOurs = (error: unknown): boolean => !(error instanceof errors.JOSEError);

/** The token's `alg` only chooses between kinds of keys; each kind accepts its own algorithms and no others. */
async function verifiedPayload(keys: TokenKeys, token: string, now: Date): Promise<JWTPayload | null> {
  const options = { audience: USER_AUDIENCE, requiredClaims: ["exp", "sub"], currentDate: now };
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
