// One refresh at a time for a credential, however many runs find its access token ended: who claims the row asks the
// provider, the others wait for the row to change. A claim runs out by itself when its worker dies.

import { and, eq, isNull, lt, or } from "drizzle-orm";
import type { Db } from "#store/db.ts";
import { credentials } from "#store/schema/credentials.ts";
import { CredentialError } from "./credential.ts";
import type { RefreshDeps } from "./refresh-deps.ts";
import { findStored, type StoredCredential } from "./stored.ts";
import { requestTokens, type TokenAnswer } from "./token-request.ts";
import { openSecret, sealSecret } from "./vault.ts";

/** An access token is not used in its last minute: the request that it is for takes time. */
const MARGIN_MS = 60_000;
const CLAIM_MS = 40_000;
const LOOK_EVERY_MS = 250;

export const needsRefresh = ({ type, accessExpiresAt }: StoredCredential, now: number): boolean =>
  type === "oauth2" && accessExpiresAt !== null && accessExpiresAt.getTime() - MARGIN_MS <= now;

/** The credential with a new access token, or with a failure; null when it was deleted meanwhile. */
export async function refreshed(
  deps: RefreshDeps,
  stored: StoredCredential,
): Promise<StoredCredential | null> {
  const until = deps.now() + CLAIM_MS;
  let current: StoredCredential | null = stored;
  while (current !== null && current.failure === null && needsRefresh(current, deps.now())) {
    if (deps.now() > until)
      throw new CredentialError("The access token is being renewed", { retryable: true });
    if (await claim(deps, current)) return refresh(deps, current);
    await deps.sleep(LOOK_EVERY_MS);
    current = await findStored(deps.db, stored.userId, stored.id);
  }
  return current;
}

/** True for one of all who ask, until the claim is used or runs out. */
async function claim({ db, now }: RefreshDeps, stored: StoredCredential): Promise<boolean> {
  const isFree = or(isNull(credentials.refreshingUntil), lt(credentials.refreshingUntil, new Date(now())));
  const claimed = await db
    .update(credentials)
    .set({ refreshingUntil: new Date(now() + CLAIM_MS) })
    .where(and(isStill(stored), isFree))
    .returning({ id: credentials.id });
  return claimed.length > 0;
}

async function refresh(deps: RefreshDeps, stored: StoredCredential): Promise<StoredCredential | null> {
  const { db, vault } = deps;
  try {
    const secret = await openSecret(vault, stored);
    if (secret.type !== "oauth2" || secret.refreshToken === null) {
      return await settle(db, stored, { failure: "its access has ended" });
    }
    const answer = await requestTokens(deps, stored.provider, {
      grant_type: "refresh_token",
      refresh_token: secret.refreshToken,
    });
    return await settle(db, stored, await renewal(deps, stored, secret.refreshToken, answer));
  } catch (error) {
    await settle(db, stored, {});
    throw error;
  }
}

type Change = Partial<typeof credentials.$inferInsert>;

async function renewal(
  { vault, now }: RefreshDeps,
  stored: StoredCredential,
  refreshToken: string,
  answer: TokenAnswer,
): Promise<Change> {
  if ("refused" in answer) return { failure: answer.refused };
  return {
    ...(await sealSecret(vault, stored, {
      type: "oauth2",
      accessToken: answer.accessToken,
      refreshToken: answer.refreshToken ?? refreshToken,
    })),
    accessExpiresAt: answer.expiresInMs === null ? null : new Date(now() + answer.expiresInMs),
    version: stored.version + 1,
    updatedAt: new Date(now()),
    ...(answer.scopes !== null && { scopes: answer.scopes }),
  };
}

/** Ends the claim with what came of it; null when the row is not the one that was claimed any more. */
async function settle(db: Db, stored: StoredCredential, change: Change): Promise<StoredCredential | null> {
  const [row] = await db
    .update(credentials)
    .set({ ...change, refreshingUntil: null })
    .where(isStill(stored))
    .returning();
  return row ?? null;
}

const isStill = ({ id, userId, version }: StoredCredential) =>
  and(eq(credentials.id, id), eq(credentials.userId, userId), eq(credentials.version, version));
