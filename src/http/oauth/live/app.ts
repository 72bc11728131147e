import * as z from "zod";
import { findClient } from "#domain/oauth/clients/queries.ts";
import { notFound } from "#lib/errors.ts";
import { route } from "../../route.ts";
import { clientParams } from "../clients/present.ts";

export const liveAppRoute = route({
  method: "GET",
  path: "/app/:client_id",
  scope: "session",
  summary: "Get what a consent dialog shows of an application",
  params: clientParams,
  response: z.object({
    name: z.string(),
    description: z.string().nullable(),
    logo_url: z.string().nullable(),
    scopes: z.array(z.string()),
  }),
  errors: ["NOT_FOUND"],
  handle: async (ctx, { params }) => {
    const found = await findClient(ctx, params.client_id);
    if (found?.client.status !== "active") throw notFound("Application");
    const { name, description, logoUrl, scopes } = found.client;
    return { name, description, logo_url: logoUrl, scopes };
  },
});
