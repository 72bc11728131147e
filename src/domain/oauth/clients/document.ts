import { sql } from "drizzle-orm";
import * as z from "zod";
import { AppError } from "#lib/errors.ts";
import { oauthClients } from "#store/schema/oauth.ts";
import type { OpenCtx } from "../../ctx.ts";
import { isScope, SCOPES } from "../../scopes.ts";
import { OAuthError } from "../error.ts";
import { clientOf, type OAuthClient } from "./client.ts";
import { checkMetadata } from "./metadata.ts";
import { findClient } from "./queries.ts";

/** How long a document counts before it is read again. */
const FRESH_MS = 60 * 60_000;

type DocumentCtx = Pick<OpenCtx, "db" | "now" | "oauth">;

/** A client id that is a URL with a path (OAuth Client ID Metadata Document, section 3). */
export function isDocumentUrl(id: string): boolean {
  const url = URL.parse(id);
  return (
    url?.protocol === "https:" &&
    url.href === id &&
    url.pathname !== "/" &&
    url.hash === "" &&
    url.username === "" &&
    url.password === "" &&
    id.length <= 500
  );
}

/** The client that a document describes. A public client: whoever can read the document can use its id. */
export async function documentClient(ctx: DocumentCtx, url: string): Promise<OAuthClient> {
  const known = await findClient(ctx, url);
  if (known !== null && ctx.now() - known.client.updatedAt < FRESH_MS) return known.client;
  const document = await readDocument(ctx, url);
  const now = new Date(ctx.now());
  const described = {
    name: document.client_name ?? new URL(url).host,
    logoUrl: document.logo_uri ?? null,
    redirectUris: document.redirect_uris,
    postLogoutRedirectUris: document.post_logout_redirect_uris,
    scopes: document.scope === undefined ? [...SCOPES] : document.scope.split(" ").filter(isScope),
    updatedAt: now,
  };
  check(described);
  const [row] = await ctx.db
    .insert(oauthClients)
    .values({
      id: url,
      origin: "document",
      type: "public",
      webhookDomains: [],
      createdAt: now,
      ...described,
    })
    .onConflictDoUpdate({
      target: oauthClients.id,
      set: described,
      setWhere: sql`${oauthClients.origin} = 'document'`,
    })
    .returning();
  if (row === undefined) throw new Error("A document's client gave no row");
  return clientOf(row);
}

const Document = z.object({
  client_id: z.string(),
  client_name: z.string().trim().min(1).max(100).optional(),
  logo_uri: z.string().max(2000).optional(),
  redirect_uris: z.array(z.string()).min(1).max(50),
  post_logout_redirect_uris: z.array(z.string()).max(50).default([]),
  token_endpoint_auth_method: z.literal("none").default("none"),
  scope: z.string().max(4000).optional(),
  client_secret: z.never().optional(),
});

async function readDocument({ oauth }: DocumentCtx, url: string): Promise<z.output<typeof Document>> {
  const answer = await fetched(oauth, url);
  const parsed = Document.safeParse(answer);
  if (parsed.success && parsed.data.client_id === url) return parsed.data;
  throw new OAuthError("invalid_client", "The document at this client_id does not describe it");
}

async function fetched(oauth: DocumentCtx["oauth"], url: string): Promise<unknown> {
  try {
    const response = await oauth.fetchPublic(url);
    if (response.status === 200) return await response.json();
    await response.body?.cancel();
  } catch (error) {
    throw new OAuthError("invalid_client", "The document at this client_id cannot be read", error);
  }
  throw new OAuthError("invalid_client", "There is no document at this client_id");
}

function check(described: Parameters<typeof checkMetadata>[0]): void {
  try {
    checkMetadata(described, "public");
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new OAuthError("invalid_client", `The document at this client_id: ${error.message}`);
  }
}
