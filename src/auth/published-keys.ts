import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from "jose";
import { unavailable } from "#lib/errors.ts";

/**
 * The keys that a Supabase project publishes, fetched when first needed and again after ten minutes. A key that is not
 * among them makes a token bad; keys that cannot be fetched make it impossible to tell (503).
 */
export function publishedKeys(supabaseUrl: string): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(new URL(`${supabaseUrl}/auth/v1/.well-known/jwks.json`));
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      const isAboutToken = TOKEN_FAULTS.some((fault) => error instanceof fault);
      throw isAboutToken ? error : unavailable("The issuer of the token", error);
    }
  };
}

const TOKEN_FAULTS = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported];
