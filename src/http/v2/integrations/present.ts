import * as z from "zod";
import type { Credential } from "#domain/credentials/credential.ts";
import { iso } from "#lib/clock.ts";

export const credentialParams = z.object({ credential_id: z.guid().toLowerCase() });

export const CredentialType = z.enum(["api_key", "oauth2", "user_password", "host_scoped"]);

/** What may be shown: the secret is not among it. */
export const CredentialBody = z.object({
  id: z.string(),
  provider: z.string(),
  type: CredentialType,
  title: z.string(),
  scopes: z.array(z.string()),
  username: z.string().nullable().describe("Of an OAuth account"),
  host: z
    .string()
    .nullable()
    .describe("The only host that it is sent to; null where the provider says which"),
  expires_at: z.string().nullable(),
  failure: z.string().nullable().describe("Why it cannot be used any more"),
  created_at: z.string(),
  updated_at: z.string(),
});

export const presentCredential = (credential: Credential): z.input<typeof CredentialBody> => ({
  id: credential.id,
  provider: credential.provider,
  type: credential.type,
  title: credential.title,
  scopes: credential.scopes,
  username: credential.username,
  host: credential.host,
  expires_at: credential.expiresAt === null ? null : iso(credential.expiresAt),
  failure: credential.failure,
  created_at: iso(credential.createdAt),
  updated_at: iso(credential.updatedAt),
});
