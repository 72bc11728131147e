import { type Keyring, open, type Place, seal } from "#lib/envelope.ts";
import { AppError } from "#lib/errors.ts";
import type { Secret } from "./credential.ts";

/** What this deployment needs to keep and to use secrets. */
export interface Vault {
  /** Null when the deployment has no keys, and so keeps no credentials. */
  keyring: Keyring | null;
  /** The deployment's registration with each OAuth provider. */
  clients: Readonly<Record<string, OAuthClient>>;
  /** Where a provider's address really is: a deployment may put its own in its place. */
  locate(url: string): string;
}

export interface OAuthClient {
  clientId: string;
  clientSecret: string;
}

interface Owned {
  id: string;
  userId: string;
}

/** Throws UNAVAILABLE when there are no keys. */
export function keyringOf({ keyring }: Vault): Keyring {
  if (keyring !== null) return keyring;
  throw new AppError("UNAVAILABLE", "This deployment keeps no credentials: CREDENTIAL_KEYS is not set");
}

export async function sealSecret(vault: Vault, of: Owned, secret: Secret) {
  const keyring = keyringOf(vault);
  const sealed = await seal(keyring, placeOf(of), JSON.stringify(secret));
  return { sealed, keyId: keyring.current };
}

/** `sealed` must come from this very row. */
export async function openSecret(vault: Vault, of: Owned & { sealed: string }): Promise<Secret> {
  const text = await open(keyringOf(vault), placeOf(of), of.sealed);
  // Authenticated encryption: it is what `sealSecret` wrote for this row, or opening it has thrown.
  return JSON.parse(text) as Secret;
}

export const placeOf = ({ id, userId }: Owned): Place => ["credentials", id, userId, "sealed"];
