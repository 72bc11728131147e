import * as z from "zod";
import { listGrantedApps } from "#domain/oauth/apps/list.ts";
import { iso } from "#lib/clock.ts";
import { route } from "../../route.ts";

export const listAppsRoute = route({
  method: "GET",
  path: "/apps",
  scope: "session",
  summary: "List the applications that may act for you",
  response: z.object({
    apps: z.array(
      z.object({
        client_id: z.string(),
        name: z.string(),
        description: z.string().nullable(),
        logo_url: z.string().nullable(),
        scopes: z.array(z.string()),
        granted_at: z.string(),
        updated_at: z.string(),
      }),
    ),
  }),
  errors: [],
  handle: async (ctx) => ({
    apps: (await listGrantedApps(ctx)).map((app) => ({
      client_id: app.clientId,
      name: app.name,
      description: app.description,
      logo_url: app.logoUrl,
      scopes: app.scopes,
      granted_at: iso(app.grantedAt),
      updated_at: iso(app.updatedAt),
    })),
  }),
});
