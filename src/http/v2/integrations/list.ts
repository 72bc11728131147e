import * as z from "zod";
import { listCredentials } from "#domain/credentials/list.ts";
import { iso } from "#lib/clock.ts";
import { route } from "../../route.ts";
import { Pagination, pageOf, pageQuery, presentPagination } from "../page.ts";
import { CredentialType } from "./present.ts";

const IntegrationBody = z.object({
  id: z.string(),
  provider: z.string(),
  type: CredentialType,
  title: z.string(),
  scopes: z.array(z.string()),
  created_at: z.string(),
});

export const listIntegrationsRoute = route({
  method: "GET",
  path: "/integrations",
  scope: "READ_INTEGRATIONS",
  summary: "List what is connected, newest first",
  query: z.object(pageQuery(100)),
  response: z.object({ integrations: z.array(IntegrationBody), pagination: Pagination }),
  errors: ["VALIDATION_ERROR"],
  handle: async (ctx, { query }) => {
    const page = await listCredentials(ctx, pageOf(query));
    const integrations = page.items.map(({ id, provider, type, title, scopes, createdAt }) => ({
      id,
      provider,
      type,
      title,
      scopes,
      created_at: iso(createdAt),
    }));
    return { integrations, pagination: presentPagination(page) };
  },
});
