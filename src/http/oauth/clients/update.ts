import type * as z from "zod";
import type { Ctx } from "#domain/ctx.ts";
import type { OAuthClient } from "#domain/oauth/clients/client.ts";
import { ownClient } from "#domain/oauth/clients/queries.ts";
import { resumeOAuthClient, suspendOAuthClient } from "#domain/oauth/clients/suspend.ts";
import { updateOAuthClient } from "#domain/oauth/clients/update.ts";
import { route } from "../../route.ts";
import { ClientBody, ClientChanges, clientParams, metadataOf, presentClient } from "./present.ts";

export const updateClientRoute = route({
  method: "PATCH",
  path: "/clients/:client_id",
  scope: "session",
  summary: "Change an OAuth client, suspend it, or let it go on",
  params: clientParams,
  body: ClientChanges,
  response: ClientBody,
  errors: ["BAD_REQUEST", "NOT_FOUND", "FORBIDDEN", "VALIDATION_ERROR"],
  handle: async (ctx, { params, body }) => presentClient(await change(ctx, params.client_id, body)),
});

async function change(ctx: Ctx, id: string, body: z.output<typeof ClientChanges>): Promise<OAuthClient> {
  const changes = metadataOf(body);
  const updated = Object.keys(changes).length > 0 ? await updateOAuthClient(ctx, id, changes) : null;
  if (body.status === "suspended") return suspendOAuthClient(ctx, id);
  if (body.status === "active") return resumeOAuthClient(ctx, id);
  return updated ?? ownClient(ctx, id);
}
