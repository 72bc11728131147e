import * as z from "zod";
import { deleteCredential } from "#domain/credentials/delete.ts";
import { route } from "../../route.ts";

export const deleteIntegrationRoute = route({
  method: "DELETE",
  path: "/integrations/:integration_id",
  scope: "DELETE_INTEGRATIONS",
  summary: "Disconnect: forget a credential and its secret",
  params: z.object({ integration_id: z.guid().toLowerCase() }),
  response: z.null(),
  status: 204,
  errors: ["NOT_FOUND", "VALIDATION_ERROR"],
  handle: async (ctx, { params }) => {
    await deleteCredential(ctx, params.integration_id);
    return null;
  },
});
