import * as z from "zod";
import { listGrantedApps } from "#domain/oauth/apps/list.ts";
import { iso } from "#lib/clock.ts";
import { route } from "../../route.ts";
import { Pagination, pageOf, pageQuery, presentPagination } from "../page.ts";

export const listAppsRoute = route({
  method: "GET",
  path: "/apps",
  scope: "session",
  summary: "List the applications that may act for you",
  query: z.object(pageQuery()),
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
    pagination: Pagination,
  }),
  errors: ["VALIDATION_ERROR"],
  handle: async (ctx, { query }) => {
    const page = await listGrantedApps(ctx, pageOf(query));
    const apps = page.items.map((app) => ({
      client_id: app.clientId,
      name: app.name,
      description: app.description,
      logo_url: app.logoUrl,
      scopes: app.scopes,
      granted_at: iso(app.grantedAt),
      updated_at: iso(app.updatedAt),
    }));
    return { apps, pagination: presentPagination(page) };
  },
});
