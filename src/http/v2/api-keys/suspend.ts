import { resumeApiKey, suspendApiKey } from "#domain/api-keys/suspend.ts";
import { route } from "../../route.ts";
import { ApiKeyBody, apiKeyParams, presentApiKey } from "./present.ts";

export const suspendApiKeyRoute = route({
  method: "POST",
  path: "/api-keys/:api_key_id/suspend",
  scope: "session",
  summary: "Stop an API key from working until it is resumed",
  params: apiKeyParams,
  response: ApiKeyBody,
  errors: ["NOT_FOUND", "VALIDATION_ERROR"],
  handle: async (ctx, { params }) => presentApiKey(await suspendApiKey(ctx, params.api_key_id)),
});

export const resumeApiKeyRoute = route({
  method: "POST",
  path: "/api-keys/:api_key_id/resume",
  scope: "session",
  summary: "Let a suspended API key work again",
  params: apiKeyParams,
  response: ApiKeyBody,
  errors: ["NOT_FOUND", "VALIDATION_ERROR"],
  handle: async (ctx, { params }) => presentApiKey(await resumeApiKey(ctx, params.api_key_id)),
});
