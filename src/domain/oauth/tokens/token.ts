import { randomToken, sha256Hex } from "#lib/crypto.ts";

export const ACCESS_LIVES_MS = 60 * 60 * 1000;

/** Of all tokens that come from one authorization, whatever is refreshed in between. */
export const FAMILY_LIVES_MS = 30 * 24 * 60 * 60 * 1000;

export interface NewToken {
  token: string;
  /** What is stored of it: hex SHA-256. */
  hash: string;
}

export const newAccessToken = (): Promise<NewToken> => hashed(`agpt_xt_${randomToken(32)}`);

export const newRefreshToken = (): Promise<NewToken> => hashed(`agpt_rt_${randomToken(32)}`);

const hashed = async (token: string): Promise<NewToken> => ({ token, hash: await sha256Hex(token) });

/** What a token request gives. Times in milliseconds. */
export interface TokenSet {
  issuedAt: number;
  accessToken: string;
  accessExpiresAt: number;
  refreshToken: string;
  refreshExpiresAt: number;
  /** Of the access token. */
  scopes: string[];
  authorization: AuthorizationFacts;
}

/** What an authorization says about its person, for the ID token. */
export interface AuthorizationFacts {
  id: string;
  clientId: string;
  userId: string;
  scopes: string[];
  resources: string[];
  nonce: string | null;
  authTime: number | null;
  sessionId: string | null;
}
