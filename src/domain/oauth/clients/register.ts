import { oauthClients } from "#store/schema/oauth.ts";
import { record } from "../../audit/record.ts";
import type { OpenCtx } from "../../ctx.ts";
import { clientOf } from "./client.ts";
import type { CreatedClient } from "./create.ts";
import { type ClientMetadata, checkMetadata } from "./metadata.ts";
import { newClientId, newClientSecret } from "./secrets.ts";

/** A client that introduces itself (RFC 7591): it belongs to nobody, and gets no webhooks. */
export async function registerClient(
  ctx: OpenCtx,
  { type, ...metadata }: ClientMetadata & { type: "confidential" | "public" },
): Promise<Omit<CreatedClient, "webhookSecret">> {
  checkMetadata(metadata, type);
  const secret = type === "public" ? null : await newClientSecret();
  const now = new Date(ctx.now());
  const row = {
    id: newClientId(),
    ownerId: null,
    origin: "dynamic" as const,
    type,
    ...metadata,
    secretHash: secret?.hash ?? null,
    webhookSecret: null,
    suspendedAt: null,
    suspendedBy: null,
    createdAt: now,
    updatedAt: now,
  };
  await ctx.db.insert(oauthClients).values(row);
  await record(ctx, {
    action: "client.created",
    userId: null,
    target: { type: "client", id: row.id },
    details: { type, origin: "dynamic" },
  });
  return { client: clientOf(row), clientSecret: secret?.secret ?? null };
}
