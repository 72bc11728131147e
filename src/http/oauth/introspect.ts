import * as z from "zod";
import { authenticateClient } from "#domain/oauth/clients/authenticate.ts";
import { type ActiveToken, introspectToken } from "#domain/oauth/tokens/introspect.ts";
import { once } from "#lib/once.ts";
import { clientParameters, readClientCredentials } from "./client-credentials.ts";
import type { Endpoint } from "./endpoint.ts";

const Active = z.object({
  active: z.literal(true),
  scope: z.string(),
  client_id: z.string(),
  token_type: z.enum(["Bearer", "refresh_token"]),
  sub: z.string(),
  iss: z.string(),
  aud: z.array(z.string()),
  iat: z.int(),
  exp: z.int(),
});

const Introspection = z.union([Active, z.object({ active: z.literal(false) })]);

/** RFC 7662. */
export const introspectEndpoint: Endpoint = {
  path: "/oauth/introspect",
  methods: ["POST"],
  summary: "Tell a client what a token of its own is worth",
  caller: "client",
  form: once(() =>
    z.object({ token: z.string(), token_type_hint: z.string().optional(), ...clientParameters() }),
  ),
  response: () => Introspection,
  errors: ["BAD_REQUEST", "UNAUTHORIZED", "RATE_LIMITED"],
  cors: false,
  limit: "token",
  answer: async ({ ctx, request, count, parameters }) => {
    const form = await parameters();
    form.refuseDoubled([]);
    const credentials = readClientCredentials(request.headers, form);
    await count(credentials.clientId);
    const client = await authenticateClient(ctx, credentials);
    const token = await introspectToken(ctx, client, form.require("token"));
    const body = token === null ? { active: false } : present(token, ctx.publicUrl);
    return Response.json(body, { headers: { "cache-control": "no-store" } });
  },
};

const present = (token: ActiveToken, issuer: string): z.input<typeof Active> => ({
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
