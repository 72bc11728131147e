import * as z from "zod";
import { rotateClientSecret } from "#domain/oauth/clients/rotate-secret.ts";
import { route } from "../../route.ts";
import { clientParams } from "./present.ts";

export const rotateSecretRoute = route({
  method: "POST",
  path: "/clients/:client_id/rotate-secret",
  scope: "session",
  summary: "Replace the secret of an OAuth client; its tokens stay",
  params: clientParams,
  response: z.object({ client_id: z.string(), client_secret: z.string() }),
  errors: ["NOT_FOUND", "CONFLICT"],
  handle: async (ctx, { params: { client_id } }) => ({
    client_id,
    client_secret: await rotateClientSecret(ctx, client_id),
  }),
});
