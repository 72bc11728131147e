/** What a request shows to say who is calling. Both may be there; then both must be good. */
export interface Credentials {
  apiKey: string | null;
  token: string | null;
}

const KEY_PREFIX = "agpt_";

export const isAccessToken = (text: string): boolean => /^agpt_xt_[\w-]{43}$/.test(text);

/** Tokens of applications begin as keys do and are longer; a key of 43 random characters may begin as tokens do. */
const isKey = (text: string): boolean =>
  text.startsWith(KEY_PREFIX) && (text.length === 48 || !/^agpt_[xr]t_/.test(text));

/** Reads `X-API-Key` and `Authorization: Bearer`. A bearer that looks like an API key is one. */
export function readCredentials(headers: Headers): Credentials {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "")?.[1] ?? null;
  const key = headers.get("x-api-key");
  if (bearer === null) return { apiKey: key, token: otherScheme(headers) };
  return isKey(bearer) && (key === null || key === bearer)
    ? { apiKey: bearer, token: null }
    : { apiKey: key, token: bearer };
}

/** A credential given outside a request's headers, where only its form tells what it is. */
export const credentialsFrom = (secret: string): Credentials =>
  isKey(secret) ? { apiKey: secret, token: null } : { apiKey: null, token: secret };

/** A header that is there and is not a bearer token is a bad credential, not a missing one. */
const otherScheme = (headers: Headers): string | null => (headers.has("authorization") ? "" : null);
