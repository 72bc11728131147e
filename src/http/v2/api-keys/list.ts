import * as z from "zod";
import { listApiKeys } from "#domain/api-keys/list.ts";
import { route } from "../../route.ts";
import { Pagination, pageOf, pageQuery, presentPagination } from "../page.ts";
import { ApiKeyBody, presentApiKey } from "./present.ts";

export const listApiKeysRoute = route({
  method: "GET",
  path: "/api-keys",
  scope: "session",
  summary: "List your API keys, newest first",
  query: z.object(pageQuery()),
  response: z.object({ api_keys: z.array(ApiKeyBody), pagination: Pagination }),
  errors: ["VALIDATION_ERROR"],
  handle: async (ctx, { query }) => {
    const page = await listApiKeys(ctx, pageOf(query));
    return { api_keys: page.items.map(presentApiKey), pagination: presentPagination(page) };
  },
});
