import { errors, type JWTPayload, type JWTVerifyGetKey, SignJWT } from "jose";
import type { IssuerKeys } from "#domain/keys/issuer-keys.ts";
import type { Session } from "#domain/sessions/session.ts";

/** A token signed by the platform. `claims` says everything but the algorithm and the key. */
export async function signToken(keys: IssuerKeys, claims: JWTPayload): Promise<string> {
  const { id, privateKey } = await keys.signing();
  return new SignJWT(claims).setProtectedHeader({ alg: "RS256", typ: "JWT", kid: id }).sign(privateKey);
}

/** Finds the key of a token by its `kid` among our own; headers that bring or point to a key are not looked at. */
export function ownKeys(keys: IssuerKeys): JWTVerifyGetKey {
  return async ({ kid }) => {
    const key = kid === undefined ? null : await keys.find(kid);
    if (key === null) throw new errors.JWKSNoMatchingKey();
    return key;
  };
}

/** Long enough to work with, short enough that a session that has ended does not linger. */
const LIFETIME_S = 15 * 60;

/** The audience of a user's tokens, whoever issues them. */
export const USER_AUDIENCE = "authenticated";

/** A token with which who is signed in can call the platform from elsewhere. */
export function issueUserToken(
  keys: IssuerKeys,
  { issuer, now }: { issuer: string; now: number },
  { userId, email, emailVerified, name, id }: Session,
): Promise<string> {
  const iat = Math.floor(now / 1000);
  return signToken(keys, {
    iss: issuer,
    aud: USER_AUDIENCE,
    sub: userId,
    iat,
    exp: iat + LIFETIME_S,
    email,
    email_verified: emailVerified,
    name,
    role: USER_AUDIENCE,
    session_id: id,
  });
}
