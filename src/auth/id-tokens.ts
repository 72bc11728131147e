import { jwtVerify } from "jose";
import * as z from "zod";
import type { IssuerKeys } from "#domain/keys/issuer-keys.ts";
import type { IdTokens } from "#domain/oauth/provider.ts";
import type { Clock } from "#lib/clock.ts";
import { ownKeys, signToken } from "./issuer.ts";

const LIVES_S = 60 * 60;

/** ID tokens under RS256 (OpenID Connect Core section 2). */
export const signedIdTokens = (keys: IssuerKeys, issuer: string, now: Clock): IdTokens => ({
  sign(claims) {
    const iat = Math.floor(now() / 1000);
    return signToken(keys, { iss: issuer, iat, exp: iat + LIVES_S, ...claims });
  },
  async read(token) {
    const claims = Hint.safeParse(await verified(keys, issuer, token));
    if (!claims.success) return null;
    const { sub, aud, sid } = claims.data;
    return { userId: sub, clientId: aud, sessionId: sid ?? null };
  },
});

/** User tokens are signed by the same keys; only ID tokens name the access token that they came with. */
const Hint = z.object({ sub: z.guid(), aud: z.string(), sid: z.string().optional(), at_hash: z.string() });

/** A hint may have expired long ago (OpenID Connect RP-Initiated Logout section 2): its signature is what counts. */
async function verified(keys: IssuerKeys, issuer: string, token: string): Promise<unknown> {
  try {
    const options = { issuer, algorithms: ["RS256"], currentDate: new Date(0) };
    return (await jwtVerify(token, ownKeys(keys), options)).payload;
  } catch {
    return null;
  }
}
