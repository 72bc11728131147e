import * as z from "zod";
import type { OpenCtx } from "#domain/ctx.ts";
import { authenticateClient } from "#domain/oauth/clients/authenticate.ts";
import type { OAuthClient } from "#domain/oauth/clients/client.ts";
import { introspectToken } from "#domain/oauth/tokens/introspect.ts";
import { revokeToken } from "#domain/oauth/tokens/revoke.ts";
import { clientFields, liveEndpoint } from "./endpoint.ts";

const Body = z.object({
  token: z.string(),
  token_type_hint: z.enum(["access_token", "refresh_token"]).nullish(),
  ...clientFields,
});

const clientOf = (ctx: OpenCtx, body: z.output<typeof Body>): Promise<OAuthClient> =>
  authenticateClient(ctx, { clientId: body.client_id, secret: body.client_secret ?? null });

const Introspection = z.union([
  z.object({
    active: z.literal(true),
    scopes: z.array(z.string()),
    client_id: z.string(),
    user_id: z.string(),
    exp: z.int(),
    token_type: z.enum(["access_token", "refresh_token"]),
  }),
  z.object({ active: z.literal(false) }),
]);

export const liveIntrospectEndpoint = liveEndpoint({
  path: "/api/oauth/introspect",
  summary: "Tell a client what a token of its own is worth; as JSON",
  body: Body,
  response: Introspection,
  answer: async (ctx, body): Promise<z.input<typeof Introspection>> => {
    const token = await introspectToken(ctx, await clientOf(ctx, body), body.token);
    if (token === null) return { active: false };
    return {
      active: true,
      scopes: token.scopes,
      client_id: token.clientId,
      user_id: token.userId,
      exp: Math.floor(token.expiresAt / 1000),
      token_type: token.kind === "access" ? "access_token" : "refresh_token",
    };
  },
});

const Revocation = z.object({ status: z.literal("ok") });

export const liveRevokeEndpoint = liveEndpoint({
  path: "/api/oauth/revoke",
  summary: "End a token of a client; as JSON",
  body: Body,
  response: Revocation,
  answer: async (ctx, body): Promise<z.input<typeof Revocation>> => {
    await revokeToken(ctx, await clientOf(ctx, body), body.token);
    return { status: "ok" };
  },
});
