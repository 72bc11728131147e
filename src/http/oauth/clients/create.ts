import * as z from "zod";
import { createOAuthClient } from "#domain/oauth/clients/create.ts";
import { route } from "../../route.ts";
import { ClientBody, NewClientBody, presentClient } from "./present.ts";

export const createClientRoute = route({
  method: "POST",
  path: "/clients",
  scope: "session",
  summary: "Register an OAuth client; the answer is the only one that shows its secrets",
  body: NewClientBody,
  response: ClientBody.extend({
    client_secret: z.string().optional().describe("Of a confidential client"),
    webhook_secret: z.string(),
  }),
  status: 201,
  errors: ["BAD_REQUEST", "VALIDATION_ERROR", "CONFLICT"],
  handle: async (ctx, { body }) => {
    const { client, clientSecret, webhookSecret } = await createOAuthClient(ctx, {
      type: body.client_type,
      name: body.name,
      description: body.description,
      logoUrl: body.logo_url,
      redirectUris: body.redirect_uris,
      postLogoutRedirectUris: body.post_logout_redirect_uris,
      webhookDomains: body.webhook_domains,
      scopes: body.scopes,
    });
    return {
      ...presentClient(client),
      ...(clientSecret !== null && { client_secret: clientSecret }),
      webhook_secret: webhookSecret,
    };
  },
});
