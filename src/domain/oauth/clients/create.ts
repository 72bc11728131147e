import { count, eq } from "drizzle-orm";
import { conflict } from "#lib/errors.ts";
import { oauthClients } from "#store/schema/oauth.ts";
import { record } from "../../audit/record.ts";
import type { Ctx } from "../../ctx.ts";
import { clientOf, type OAuthClient } from "./client.ts";
import { type ClientMetadata, checkMetadata } from "./metadata.ts";
import { newClientId, newClientSecret, newWebhookSecret } from "./secrets.ts";
import { sealWebhookSecret } from "./webhook-secret.ts";

const MAX_CLIENTS = 100;

export interface CreatedClient {
  client: OAuthClient;
  /** Null for a public client. */
  clientSecret: string | null;
  webhookSecret: string;
}

/** Registers an application of the caller; its secrets are in this answer and never again. */
export async function createOAuthClient(
  ctx: Ctx,
  { type, ...metadata }: ClientMetadata & { type: OAuthClient["type"] },
): Promise<CreatedClient> {
  checkMetadata(metadata, type);
  await leaveRoom(ctx);
  const secret = type === "public" ? null : await newClientSecret();
  const webhookSecret = newWebhookSecret();
  const now = new Date(ctx.now());
  const id = newClientId();
  const row = {
    id,
    ownerId: ctx.principal.userId,
    origin: "registered" as const,
    type,
    ...metadata,
    secretHash: secret?.hash ?? null,
    webhookSecret: await sealWebhookSecret(ctx, id, webhookSecret),
    suspendedAt: null,
    suspendedBy: null,
    createdAt: now,
    updatedAt: now,
  };
  await ctx.db.insert(oauthClients).values(row);
  await record(ctx, { action: "client.created", target: { type: "client", id: row.id }, details: { type } });
  return { client: clientOf(row), clientSecret: secret?.secret ?? null, webhookSecret };
}

async function leaveRoom({ db, principal }: Ctx): Promise<void> {
  const [row] = await db
    .select({ clients: count() })
    .from(oauthClients)
    .where(eq(oauthClients.ownerId, principal.userId));
  if ((row?.clients ?? 0) >= MAX_CLIENTS) throw conflict(`There are ${MAX_CLIENTS} OAuth clients already`);
}
