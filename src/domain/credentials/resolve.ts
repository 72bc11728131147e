import type { CredentialRef } from "#blocks/credential-pin.ts";
import { CredentialError, type OpenCredential } from "./credential.ts";
import { needsRefresh, refreshed } from "./refresh.ts";
import type { RefreshDeps } from "./refresh-deps.ts";
import { findStored, type StoredCredential } from "./stored.ts";
import { openSecret } from "./vault.ts";

/**
 * Opens a credential of a user, with an access token that is still good. Throws CredentialError; for one that is deleted,
 * of somebody else or not what the reference says, in the same words.
 */
export async function resolveCredential(
  deps: RefreshDeps,
  userId: string,
  ref: CredentialRef,
): Promise<OpenCredential> {
  const stored = await findStored(deps.db, userId, ref.id);
  if (stored === null || stored.provider !== ref.provider || stored.type !== ref.type) throw missing(ref);
  if (stored.expiresAt !== null && stored.expiresAt.getTime() <= deps.now()) {
    throw new CredentialError(`The credential "${stored.title}" has expired`);
  }
  if (stored.failure !== null) throw unusable(stored);
  const current = needsRefresh(stored, deps.now()) ? await refreshed(deps, stored) : stored;
  if (current === null) throw missing(ref);
  if (current.failure !== null) throw unusable(current);
  const { id, provider, host } = current;
  return { id, provider, host, secret: await openSecret(deps.vault, current) };
}

const missing = ({ provider, title }: CredentialRef): CredentialError =>
  new CredentialError(
    title ? `You have no ${provider} credential "${title}"` : `You have no such ${provider} credential`,
  );

const unusable = ({ title, failure }: StoredCredential): CredentialError =>
  new CredentialError(`The credential "${title}" cannot be used: ${failure}. Connect the account again`);
