/** The keys of the tokens that are issued here: RS256, which every client understands. */
export interface IssuerKeys {
  /** The one that signs now; the first is made when there is none. */
  signing(): Promise<SigningKey>;
  /** All that a token may have been signed with, and the next. */
  published(): Promise<readonly PublicKey[]>;
  /** The published key with an id; null when there is none. */
  find(id: string): Promise<CryptoKey | null>;
}

export interface SigningKey {
  id: string;
  privateKey: CryptoKey;
}

/** A JSON Web Key (RFC 7517) as it is published. */
export interface PublicKey {
  kty: "RSA";
  n: string;
  e: string;
  kid: string;
  alg: "RS256";
  use: "sig";
}

export const RS256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } as const;
