import type { CredentialType } from "#blocks/credential-pin.ts";

/** A stored credential as its owner may see it. */
export interface Credential {
  id: string;
  provider: string;
  type: CredentialType;
  title: string;
  scopes: string[];
  username: string | null;
  host: string | null;
  expiresAt: number | null;
  /** Why it cannot be used any more; null when it can. */
  failure: string | null;
  createdAt: number;
  updatedAt: number;
}

/** What is kept sealed. */
export type Secret =
  | { type: "api_key"; apiKey: string }
  | { type: "oauth2"; accessToken: string; refreshToken: string | null }
  | { type: "user_password"; username: string; password: string }
  | { type: "host_scoped"; headers: Record<string, string> };

/** A credential whose secret is open. It lives as long as the request that it is for, and goes nowhere else. */
export interface OpenCredential {
  id: string;
  provider: string;
  host: string | null;
  secret: Secret;
}

/** Why a credential cannot be used. `retryable`: it may be usable in a moment. */
export class CredentialError extends Error {
  override readonly name = "CredentialError";
  readonly retryable: boolean;

  constructor(message: string, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.retryable = options.retryable ?? false;
  }
}
