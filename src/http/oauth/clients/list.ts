import * as z from "zod";
import { listOAuthClients } from "#domain/oauth/clients/queries.ts";
import { route } from "../../route.ts";
import { ClientBody, presentClient } from "./present.ts";

export const listClientsRoute = route({
  method: "GET",
  path: "/clients",
  scope: "session",
  summary: "List your OAuth clients, newest first",
  response: z.array(ClientBody),
  errors: [],
  handle: async (ctx) => (await listOAuthClients(ctx)).map(presentClient),
});
