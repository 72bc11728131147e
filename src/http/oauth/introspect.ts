import { authenticateClient } from "#domain/oauth/clients/authenticate.ts";
import { type ActiveToken, introspectToken } from "#domain/oauth/tokens/introspect.ts";
import { readClientCredentials } from "./client-credentials.ts";
import type { Endpoint } from "./endpoint.ts";
import { readForm } from "./form.ts";

/** RFC 7662. */
export const introspectEndpoint: Endpoint = {
  path: "/oauth/introspect",
  methods: ["POST"],
  cors: false,
  limit: "token",
  answer: async ({ ctx, request, count }) => {
    const form = await readForm(request);
    form.refuseDoubled([]);
    const credentials = readClientCredentials(request.headers, form);
    await count(credentials.clientId);
    const client = await authenticateClient(ctx, credentials);
    const token = await introspectToken(ctx, client, form.require("token"));
    const body = token === null ? { active: false } : present(token, ctx.publicUrl);
    return Response.json(body, { headers: { "cache-control": "no-store" } });
  },
};

const present = (token: ActiveToken, issuer: string): object => ({
  active: true,
  scope: token.scopes.join(" "),
  client_id: token.clientId,
  token_type: token.kind === "access" ? "Bearer" : "refresh_token",
  sub: token.userId,
  iss: issuer,
  aud: token.resources.length === 0 ? [issuer] : token.resources,
  iat: Math.floor(token.createdAt / 1000),
  exp: Math.floor(token.expiresAt / 1000),
});
