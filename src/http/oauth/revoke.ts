import { authenticateClient } from "#domain/oauth/clients/authenticate.ts";
import { revokeToken } from "#domain/oauth/tokens/revoke.ts";
import { readClientCredentials } from "./client-credentials.ts";
import type { Endpoint } from "./endpoint.ts";
import { readForm } from "./form.ts";

/** RFC 7009. The hint is not needed: one lookup finds a token of either kind. */
export const revokeEndpoint: Endpoint = {
  path: "/oauth/revoke",
  methods: ["POST"],
  cors: true,
  limit: "token",
  answer: async ({ ctx, request, count }) => {
    const form = await readForm(request);
    form.refuseDoubled([]);
    const credentials = readClientCredentials(request.headers, form);
    await count(credentials.clientId);
    const client = await authenticateClient(ctx, credentials);
    await revokeToken(ctx, client, form.require("token"));
    return Response.json({}, { headers: { "cache-control": "no-store" } });
  },
};
