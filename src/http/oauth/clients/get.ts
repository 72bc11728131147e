import { ownClient } from "#domain/oauth/clients/queries.ts";
import { route } from "../../route.ts";
import { ClientBody, clientParams, presentClient } from "./present.ts";

export const getClientRoute = route({
  method: "GET",
  path: "/clients/:client_id",
  scope: "session",
  summary: "Get one of your OAuth clients",
  params: clientParams,
  response: ClientBody,
  errors: ["NOT_FOUND"],
  handle: async (ctx, { params }) => presentClient(await ownClient(ctx, params.client_id)),
});
