import { ownApiKey } from "#domain/api-keys/queries.ts";
import { route } from "../../route.ts";
import { ApiKeyBody, apiKeyParams, presentApiKey } from "./present.ts";

export const getApiKeyRoute = route({
  method: "GET",
  path: "/api-keys/:api_key_id",
  scope: "session",
  summary: "Get an API key, without its secret",
  params: apiKeyParams,
  response: ApiKeyBody,
  errors: ["NOT_FOUND", "VALIDATION_ERROR"],
  handle: async (ctx, { params }) => presentApiKey(await ownApiKey(ctx, params.api_key_id)),
});
