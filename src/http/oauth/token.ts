import * as z from "zod";
import type { OpenCtx } from "#domain/ctx.ts";
import { authenticateClient } from "#domain/oauth/clients/authenticate.ts";
import type { OAuthClient } from "#domain/oauth/clients/client.ts";
import { OAuthError } from "#domain/oauth/error.ts";
import type { Parameters } from "#domain/oauth/parameters.ts";
import { parseResources } from "#domain/oauth/rules/resource.ts";
import { parseScope } from "#domain/oauth/rules/scope.ts";
import { idTokenOf } from "#domain/oauth/tokens/id-token.ts";
import { redeemCode } from "#domain/oauth/tokens/redeem.ts";
import { refreshTokens } from "#domain/oauth/tokens/refresh.ts";
import type { TokenSet } from "#domain/oauth/tokens/token.ts";
import { once } from "#lib/once.ts";
import { clientParameters, readClientCredentials } from "./client-credentials.ts";
import type { Endpoint, EndpointCall } from "./endpoint.ts";

const resource = () =>
  z.array(z.string()).optional().describe("What the token is for (RFC 8707); may be repeated");

const form = once(() =>
  z.discriminatedUnion("grant_type", [
    z.object({
      grant_type: z.literal("authorization_code"),
      code: z.string(),
      redirect_uri: z.string().describe("The one of the authorization request"),
      code_verifier: z.string(),
      resource: resource(),
      ...clientParameters(),
    }),
    z.object({
      grant_type: z.literal("refresh_token"),
      refresh_token: z.string(),
      scope: z.string().optional().describe("Less than what was granted, with spaces between the words"),
      resource: resource(),
      ...clientParameters(),
    }),
  ]),
);

const Tokens = z.object({
  access_token: z.string(),
  token_type: z.literal("Bearer"),
  expires_in: z.int().describe("Seconds"),
  refresh_token: z.string(),
  scope: z.string(),
  id_token: z.string().optional().describe("With the scope openid"),
});

/** RFC 6749 section 3.2. */
export const tokenEndpoint: Endpoint = {
  path: "/oauth/token",
  methods: ["POST"],
  summary: "Exchange an authorization code, or a refresh token, for tokens",
  caller: "client",
  form,
  response: () => Tokens,
  errors: ["BAD_REQUEST", "UNAUTHORIZED", "RATE_LIMITED"],
  cors: true,
  limit: "token",
  answer: answerTokenRequest,
};

async function answerTokenRequest({ ctx, request, count, parameters }: EndpointCall): Promise<Response> {
  const sent = await parameters();
  sent.refuseDoubled(["resource"]);
  const credentials = readClientCredentials(request.headers, sent);
  await count(credentials.clientId);
  const exchange = exchangeFor(sent.require("grant_type"));
  const client = await authenticateClient(ctx, credentials);
  const answer = await exchange(ctx, client, sent);
  return Response.json(answer, { headers: { "cache-control": "no-store", pragma: "no-cache" } });
}

type Exchange = (ctx: OpenCtx, client: OAuthClient, form: Parameters) => Promise<z.input<typeof Tokens>>;

const EXCHANGES = new Map<string, Exchange>([
  ["authorization_code", exchangeCode],
  ["refresh_token", exchangeRefreshToken],
]);

export const GRANT_TYPES: readonly string[] = [...EXCHANGES.keys()];

function exchangeFor(grantType: string): Exchange {
  const exchange = EXCHANGES.get(grantType);
  if (exchange !== undefined) return exchange;
  throw new OAuthError("unsupported_grant_type", `The grant types are ${GRANT_TYPES.join(" and ")}`);
}

async function exchangeCode(ctx: OpenCtx, client: OAuthClient, form: Parameters): ReturnType<Exchange> {
  const tokens = await redeemCode(ctx, client, {
    code: form.require("code"),
    redirectUri: form.require("redirect_uri"),
    codeVerifier: form.require("code_verifier"),
    resources: parseResources(form.all("resource"), ctx.publicUrl),
  });
  return presentTokens(ctx, tokens, tokens.authorization.nonce);
}

/** An ID token of a refresh has no nonce: it answers no authorization request (OpenID Connect Core section 12.2). */
async function exchangeRefreshToken(
  ctx: OpenCtx,
  client: OAuthClient,
  form: Parameters,
): ReturnType<Exchange> {
  const tokens = await refreshTokens(ctx, client, {
    refreshToken: form.require("refresh_token"),
    scopes: parseScope(form.get("scope") ?? "", client.scopes),
    resources: parseResources(form.all("resource"), ctx.publicUrl),
  });
  return presentTokens(ctx, tokens, null);
}

async function presentTokens(ctx: OpenCtx, tokens: TokenSet, nonce: string | null): ReturnType<Exchange> {
  return {
    access_token: tokens.accessToken,
    token_type: "Bearer",
    expires_in: Math.floor((tokens.accessExpiresAt - tokens.issuedAt) / 1000),
    refresh_token: tokens.refreshToken,
    scope: tokens.scopes.join(" "),
    ...(tokens.scopes.includes("openid") && { id_token: await idTokenOf(ctx, tokens, nonce) }),
  };
}
