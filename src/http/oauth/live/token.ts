import * as z from "zod";
import type { OpenCtx } from "#domain/ctx.ts";
import { authenticateClient } from "#domain/oauth/clients/authenticate.ts";
import { redeemCode } from "#domain/oauth/tokens/redeem.ts";
import { refreshTokens } from "#domain/oauth/tokens/refresh.ts";
import type { TokenSet } from "#domain/oauth/tokens/token.ts";
import { iso } from "#lib/clock.ts";
import { clientFields, liveEndpoint } from "./endpoint.ts";

const Body = z.discriminatedUnion("grant_type", [
  z.object({
    grant_type: z.literal("authorization_code"),
    code: z.string(),
    redirect_uri: z.string(),
    code_verifier: z.string(),
    ...clientFields,
  }),
  z.object({ grant_type: z.literal("refresh_token"), refresh_token: z.string(), ...clientFields }),
]);

const Tokens = z.object({
  token_type: z.literal("Bearer"),
  access_token: z.string(),
  access_token_expires_at: z.string(),
  refresh_token: z.string(),
  refresh_token_expires_at: z.string(),
  scopes: z.array(z.string()),
});

export const liveTokenEndpoint = liveEndpoint({
  path: "/api/oauth/token",
  summary: "Exchange an authorization code, or a refresh token, for tokens; as JSON",
  body: Body,
  response: Tokens,
  answer: async (ctx, body) => presentTokens(await exchange(ctx, body)),
});

async function exchange(ctx: OpenCtx, body: z.output<typeof Body>): Promise<TokenSet> {
  const client = await authenticateClient(ctx, {
    clientId: body.client_id,
    secret: body.client_secret ?? null,
  });
  if (body.grant_type === "refresh_token") {
    return refreshTokens(ctx, client, { refreshToken: body.refresh_token, scopes: [], resources: [] });
  }
  return redeemCode(ctx, client, {
    code: body.code,
    redirectUri: body.redirect_uri,
    codeVerifier: body.code_verifier,
    resources: [],
  });
}

const presentTokens = (tokens: TokenSet): z.input<typeof Tokens> => ({
  token_type: "Bearer",
  access_token: tokens.accessToken,
  access_token_expires_at: iso(tokens.accessExpiresAt),
  refresh_token: tokens.refreshToken,
  refresh_token_expires_at: iso(tokens.refreshExpiresAt),
  scopes: tokens.scopes,
});
