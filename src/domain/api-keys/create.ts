import { randomToken, sha256Hex } from "#lib/crypto.ts";
import { apiKeys } from "#store/schema/api-keys.ts";
import { recordWith } from "../audit/record.ts";
import type { Ctx } from "../ctx.ts";
import { type ApiKey, apiKeyColumns, apiKeyOf } from "./key.ts";
import { knownScopes, LIFETIMES, type Lifetime } from "./rules.ts";

export const KEY_PREFIX = "agpt_";

/** So many characters of a key's random part are kept for its display, at each end. */
const SHOWN = 4;

interface NewApiKey {
  name: string;
  scopes: readonly string[];
  expiresIn: Lifetime;
}

/** Makes a key of the caller. Its secret is in this answer and nowhere else. */
export async function createApiKey(
  ctx: Ctx,
  { name, scopes, expiresIn }: NewApiKey,
): Promise<ApiKey & { secret: string }> {
  const known = knownScopes(scopes);
  const secret = newSecret();
  const createdAt = ctx.now();
  const lifetime = LIFETIMES[expiresIn];
  const id = crypto.randomUUID();
  const insert = ctx.db
    .insert(apiKeys)
    .values({
      id,
      userId: ctx.principal.userId,
      name,
      keyHash: await sha256Hex(secret),
      prefix: secret.slice(0, KEY_PREFIX.length + SHOWN),
      lastFour: secret.slice(-SHOWN),
      scopes: known,
      expiresAt: lifetime === null ? null : new Date(createdAt + lifetime),
      createdAt: new Date(createdAt),
    })
    .returning(apiKeyColumns);
  const [row] = await recordWith(ctx, insert, {
    action: "api_key.created",
    target: { type: "api_key", id },
    details: { name, scopes: known, expires_in: expiresIn },
  });
  if (row === undefined) throw new Error("Inserting a key gave no row");
  return { ...apiKeyOf(row, createdAt), secret };
}

/** One in some hundred thousand random texts begins as tokens of apps do, and would be taken for one. */
function newSecret(): string {
  const secret = `${KEY_PREFIX}${randomToken(32)}`;
  return /^agpt_[xr]t_/.test(secret) ? newSecret() : secret;
}
