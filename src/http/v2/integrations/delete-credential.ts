import * as z from "zod";
import { deleteCredential } from "#domain/credentials/delete.ts";
import { route } from "../../route.ts";
import { credentialParams } from "./present.ts";

export const deleteCredentialRoute = route({
  method: "DELETE",
  path: "/integrations/credentials/:credential_id",
  scope: "DELETE_INTEGRATIONS",
  summary: "Forget a credential and its secret",
  params: credentialParams,
  response: z.null(),
  status: 204,
  errors: ["NOT_FOUND", "VALIDATION_ERROR"],
  handle: async (ctx, { params }) => {
    await deleteCredential(ctx, params.credential_id);
    return null;
  },
});
