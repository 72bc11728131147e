import { getCredential } from "#domain/credentials/get.ts";
import { route } from "../../route.ts";
import { CredentialBody, credentialParams, presentCredential } from "./present.ts";

export const getCredentialRoute = route({
  method: "GET",
  path: "/integrations/credentials/:credential_id",
  scope: "READ_INTEGRATIONS",
  summary: "Get a credential, without its secret",
  params: credentialParams,
  response: CredentialBody,
  errors: ["NOT_FOUND", "VALIDATION_ERROR"],
  handle: async (ctx, { params }) => presentCredential(await getCredential(ctx, params.credential_id)),
});
