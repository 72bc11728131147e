import * as z from "zod";
import { revokeApiKey } from "#domain/api-keys/revoke.ts";
import { route } from "../../route.ts";
import { apiKeyParams } from "./present.ts";

export const revokeApiKeyRoute = route({
  method: "DELETE",
  path: "/api-keys/:api_key_id",
  scope: "session",
  summary: "Revoke an API key for good",
  params: apiKeyParams,
  response: z.null(),
  status: 204,
  errors: ["NOT_FOUND", "VALIDATION_ERROR"],
  handle: async (ctx, { params }) => {
    await revokeApiKey(ctx, params.api_key_id);
    return null;
  },
});
