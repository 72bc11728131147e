import { notFound } from "#lib/errors.ts";
import { apiKeys } from "#store/schema/api-keys.ts";
import { recordWith } from "../audit/record.ts";
import type { Ctx } from "../ctx.ts";
import { sever } from "../executions/sever.ts";
import { keyCredential } from "../principal.ts";
import { impliedScopes } from "../scopes.ts";
import { type ApiKey, apiKeyColumns, apiKeyOf } from "./key.ts";
import { ownApiKey, ownedBy } from "./queries.ts";
import { knownScopes } from "./rules.ts";

interface ApiKeyChange {
  name?: string | undefined;
  scopes?: readonly string[] | undefined;
}

/** Renames a key of the caller, or changes what it may do, which holds within a second. */
export async function changeApiKey(ctx: Ctx, id: string, change: ApiKeyChange): Promise<ApiKey> {
  const before = await ownApiKey(ctx, id);
  const name = change.name ?? before.name;
  const scopes = change.scopes === undefined ? before.scopes : knownScopes(change.scopes);
  const update = ctx.db
    .update(apiKeys)
    .set({ name, scopes })
    .where(ownedBy(ctx, id))
    .returning({ ...apiKeyColumns, keyHash: apiKeys.keyHash });
  const [row] = await recordWith(ctx, update, {
    action: "api_key.changed",
    target: { type: "api_key", id },
    details: { name, scopes, scopes_before: before.scopes },
  });
  if (row === undefined) throw notFound("API key");
  const { keyHash, ...changed } = row;
  ctx.knownKeys.forget(keyHash);
  if (!impliedScopes(scopes).has("runs:read")) await sever(ctx, ctx.principal.userId, keyCredential(id));
  return apiKeyOf(changed, ctx.now());
}
