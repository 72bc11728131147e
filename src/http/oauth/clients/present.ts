import * as z from "zod";
import type { OAuthClient } from "#domain/oauth/clients/client.ts";
import type { ClientMetadata } from "#domain/oauth/clients/metadata.ts";
import { SCOPES } from "#domain/scopes.ts";
import { iso } from "#lib/clock.ts";

export const clientParams = z.object({ client_id: z.string().max(200) });

const uris = z.array(z.string().max(2000)).max(50);

/** Which URIs, domains and words are good is the domain's to say. */
const fields = {
  name: z.string().trim().min(1).max(100),
  description: z.string().trim().max(1000).nullable(),
  logo_url: z.string().max(2000).nullable(),
  redirect_uris: uris.min(1),
  post_logout_redirect_uris: uris,
  webhook_domains: z.array(z.string().max(300)).max(50),
  scopes: z.array(z.string().max(100)).max(200).describe("What it may ask for; everything unless given"),
};

export const NewClientBody = z.object({
  ...fields,
  description: fields.description.default(null),
  logo_url: fields.logo_url.default(null),
  client_type: z.enum(["confidential", "public"]).default("confidential"),
  post_logout_redirect_uris: fields.post_logout_redirect_uris.default([]),
  webhook_domains: fields.webhook_domains.default([]),
  scopes: fields.scopes.default([...SCOPES]),
});

export const ClientChanges = z.object({ ...fields, status: z.enum(["active", "suspended"]) }).partial();

export const ClientBody = z.object({
  client_id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  logo_url: z.string().nullable(),
  client_type: z.enum(["confidential", "public"]),
  redirect_uris: z.array(z.string()),
  post_logout_redirect_uris: z.array(z.string()),
  webhook_domains: z.array(z.string()),
  scopes: z.array(z.string()),
  status: z.enum(["active", "suspended"]),
  created_at: z.string(),
  updated_at: z.string(),
});

export const presentClient = (client: OAuthClient): z.input<typeof ClientBody> => ({
  client_id: client.id,
  name: client.name,
  description: client.description,
  logo_url: client.logoUrl,
  client_type: client.type,
  redirect_uris: client.redirectUris,
  post_logout_redirect_uris: client.postLogoutRedirectUris,
  webhook_domains: client.webhookDomains,
  scopes: client.scopes,
  status: client.status,
  created_at: iso(client.createdAt),
  updated_at: iso(client.updatedAt),
});

/** What is given of it, in the domain's names. */
export function metadataOf(body: z.output<typeof ClientChanges>): Partial<ClientMetadata> {
  const { name, description, logo_url, redirect_uris, post_logout_redirect_uris, webhook_domains, scopes } =
    body;
  return {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(logo_url !== undefined && { logoUrl: logo_url }),
    ...(redirect_uris !== undefined && { redirectUris: redirect_uris }),
    ...(post_logout_redirect_uris !== undefined && { postLogoutRedirectUris: post_logout_redirect_uris }),
    ...(webhook_domains !== undefined && { webhookDomains: webhook_domains }),
    ...(scopes !== undefined && { scopes }),
  };
}
