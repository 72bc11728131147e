import * as z from "zod";
import type { ApiKey } from "#domain/api-keys/key.ts";
import { SCOPES } from "#domain/scopes.ts";
import { iso } from "#lib/clock.ts";

export const apiKeyParams = z.object({ api_key_id: z.guid().toLowerCase() });

export const KeyName = z.string().trim().min(1).max(100);

/** Which words there are is the domain's to say, and to name the ones there are not. */
export const KeyScopes = z
  .array(z.string().meta({ enum: [...SCOPES] }))
  .min(1)
  .max(100);

export const ApiKeyBody = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string().describe("The key's first characters"),
  last_four: z.string(),
  scopes: z.array(z.string()),
  status: z.enum(["active", "suspended", "expired"]),
  expires_at: z.string().nullable(),
  last_used_at: z.string().nullable().describe("To the minute"),
  created_at: z.string(),
});

const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));

export const presentApiKey = (key: ApiKey): z.input<typeof ApiKeyBody> => ({
  id: key.id,
  name: key.name,
  prefix: key.prefix,
  last_four: key.lastFour,
  scopes: key.scopes,
  status: key.status,
  expires_at: isoOrNull(key.expiresAt),
  last_used_at: isoOrNull(key.lastUsedAt),
  created_at: iso(key.createdAt),
});
