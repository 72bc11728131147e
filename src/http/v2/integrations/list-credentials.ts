import * as z from "zod";
import { listCredentials } from "#domain/credentials/list.ts";
import { route } from "../../route.ts";
import { Pagination, pageOf, pageQuery, presentPagination } from "../page.ts";
import { CredentialBody, presentCredential } from "./present.ts";

export const listCredentialsRoute = route({
  method: "GET",
  path: "/integrations/credentials",
  scope: "READ_INTEGRATIONS",
  summary: "List credentials, newest first, without their secrets",
  query: z.object({ ...pageQuery(), provider: z.string().max(100).optional() }),
  response: z.object({ credentials: z.array(CredentialBody), pagination: Pagination }),
  errors: ["VALIDATION_ERROR"],
  handle: async (ctx, { query }) => {
    const page = await listCredentials(ctx, pageOf(query), query.provider);
    return { credentials: page.items.map(presentCredential), pagination: presentPagination(page) };
  },
});
