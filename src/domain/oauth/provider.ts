/** What the authorization server needs of the deployment. */
export interface OAuthProvider {
  idTokens: IdTokens;
  /** Whether clients may introduce themselves (RFC 7591, client id metadata documents). */
  openRegistration: boolean;
  /** Fetches what a client has published about itself, a little JSON; reaches public hosts only. */
  fetchPublic(url: string): Promise<Response>;
}

/** Signs ID tokens, and reads those that come back as hints. */
export interface IdTokens {
  sign(claims: IdTokenClaims): Promise<string>;
  /** Whose token it is and for which client, expired or not; null when it is none of ours. */
  read(token: string): Promise<IdTokenHint | null>;
}

export interface IdTokenHint {
  userId: string;
  clientId: string;
  sessionId: string | null;
}

/** Claims of OpenID Connect Core section 2; times in Unix seconds. */
export interface IdTokenClaims {
  sub: string;
  aud: string;
  at_hash: string;
  auth_time?: number;
  nonce?: string;
  sid?: string;
  name?: string;
  email?: string;
  email_verified?: boolean;
}
