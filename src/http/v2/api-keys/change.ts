import * as z from "zod";
import { changeApiKey } from "#domain/api-keys/change.ts";
import { route } from "../../route.ts";
import { ApiKeyBody, apiKeyParams, KeyName, KeyScopes, presentApiKey } from "./present.ts";

export const changeApiKeyRoute = route({
  method: "PATCH",
  path: "/api-keys/:api_key_id",
  scope: "session",
  summary: "Rename an API key, or change what it may do",
  params: apiKeyParams,
  body: z.object({ name: KeyName.optional(), scopes: KeyScopes.optional() }),
  response: ApiKeyBody,
  errors: ["NOT_FOUND", "VALIDATION_ERROR"],
  handle: async (ctx, { params, body }) => presentApiKey(await changeApiKey(ctx, params.api_key_id, body)),
});
