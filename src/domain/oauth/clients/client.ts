import type { oauthClients } from "#store/schema/oauth.ts";

export interface OAuthClient {
  id: string;
  /** Null for a client that nobody registered: it did so itself, or its id is the URL of its metadata. */
  ownerId: string | null;
  origin: "registered" | "dynamic" | "document";
  name: string;
  description: string | null;
  logoUrl: string | null;
  type: "confidential" | "public";
  redirectUris: string[];
  postLogoutRedirectUris: string[];
  webhookDomains: string[];
  /** What it may ask for. */
  scopes: string[];
  status: "active" | "suspended";
  createdAt: number;
  updatedAt: number;
}

type Row = typeof oauthClients.$inferSelect;

export const clientOf = (row: Row): OAuthClient => ({
  id: row.id,
  ownerId: row.ownerId,
  origin: row.origin,
  name: row.name,
  description: row.description,
  logoUrl: row.logoUrl,
  type: row.type,
  redirectUris: row.redirectUris,
  postLogoutRedirectUris: row.postLogoutRedirectUris,
  webhookDomains: row.webhookDomains,
  scopes: row.scopes,
  status: row.suspendedAt === null ? "active" : "suspended",
  createdAt: row.createdAt.getTime(),
  updatedAt: row.updatedAt.getTime(),
});
