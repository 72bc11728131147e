import * as z from "zod";
import { deleteOAuthClient } from "#domain/oauth/clients/delete.ts";
import { route } from "../../route.ts";
import { clientParams } from "./present.ts";

export const deleteClientRoute = route({
  method: "DELETE",
  path: "/clients/:client_id",
  scope: "session",
  summary: "Delete an OAuth client; all its tokens end",
  params: clientParams,
  response: z.null(),
  status: 204,
  errors: ["NOT_FOUND"],
  handle: async (ctx, { params }) => {
    await deleteOAuthClient(ctx, params.client_id);
    return null;
  },
});
