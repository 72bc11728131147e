import * as z from "zod";
import { createApiKey } from "#domain/api-keys/create.ts";
import { route } from "../../route.ts";
import { ApiKeyBody, KeyName, KeyScopes, presentApiKey } from "./present.ts";

export const createApiKeyRoute = route({
  method: "POST",
  path: "/api-keys",
  scope: "session",
  summary: "Create an API key; the answer is the only one that shows it",
  body: z.object({
    name: KeyName,
    scopes: KeyScopes,
    expires_in: z.enum(["30d", "60d", "90d", "1y", "never"]),
  }),
  response: ApiKeyBody.extend({ key: z.string() }),
  status: 201,
  errors: ["VALIDATION_ERROR"],
  handle: async (ctx, { body: { name, scopes, expires_in } }) => {
    const { secret, ...key } = await createApiKey(ctx, { name, scopes, expiresIn: expires_in });
    return { ...presentApiKey(key), key: secret };
  },
});
