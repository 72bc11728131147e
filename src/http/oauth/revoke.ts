import * as z from "zod";
import { authenticateClient } from "#domain/oauth/clients/authenticate.ts";
import { revokeToken } from "#domain/oauth/tokens/revoke.ts";
import { once } from "#lib/once.ts";
import { clientParameters, readClientCredentials } from "./client-credentials.ts";
import type { Endpoint } from "./endpoint.ts";

/** RFC 7009. The hint is not needed: one lookup finds a token of either kind. */
export const revokeEndpoint: Endpoint = {
  path: "/oauth/revoke",
  methods: ["POST"],
  summary: "End a token of a client: an access token alone, a refresh token with all that came from it",
  caller: "client",
  form: once(() =>
    z.object({ token: z.string(), token_type_hint: z.string().optional(), ...clientParameters() }),
  ),
  response: () => z.object({}),
  errors: ["BAD_REQUEST", "UNAUTHORIZED", "RATE_LIMITED"],
  cors: true,
  limit: "token",
  answer: async ({ ctx, request, count, parameters }) => {
    const form = await parameters();
    form.refuseDoubled([]);
    const credentials = readClientCredentials(request.headers, form);
    await count(credentials.clientId);
    const client = await authenticateClient(ctx, credentials);
    await revokeToken(ctx, client, form.require("token"));
    return Response.json({}, { headers: { "cache-control": "no-store" } });
  },
};
