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
import { readClientCredentials } from "./client-credentials.ts";
import type { Endpoint, EndpointCall } from "./endpoint.ts";
import { readForm } from "./form.ts";

/** RFC 6749 section 3.2. */
export const tokenEndpoint: Endpoint = {
  path: "/oauth/token",
  methods: ["POST"],
  cors: true,
  limit: "token",
  answer: answerTokenRequest,
};

async function answerTokenRequest({ ctx, request, count }: EndpointCall): Promise<Response> {
  const form = await readForm(request);
  form.refuseDoubled(["resource"]);
  const credentials = readClientCredentials(request.headers, form);
  await count(credentials.clientId);
  const exchange = exchangeFor(form.require("grant_type"));
  const client = await authenticateClient(ctx, credentials);
  const answer = await exchange(ctx, client, form);
  return Response.json(answer, { headers: { "cache-control": "no-store", pragma: "no-cache" } });
}

type Exchange = (ctx: OpenCtx, client: OAuthClient, form: Parameters) => Promise<object>;

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

async function exchangeCode(ctx: OpenCtx, client: OAuthClient, form: Parameters): Promise<object> {
  const tokens = await redeemCode(ctx, client, {
    code: form.require("code"),
    redirectUri: form.require("redirect_uri"),
    codeVerifier: form.require("code_verifier"),
    resources: parseResources(form.all("resource"), ctx.publicUrl),
  });
  return presentTokens(ctx, tokens, tokens.authorization.nonce);
}

/** An ID token of a refresh has no nonce: it answers no authorization request (OpenID Connect Core section 12.2). */
async function exchangeRefreshToken(ctx: OpenCtx, client: OAuthClient, form: Parameters): Promise<object> {
  const tokens = await refreshTokens(ctx, client, {
    refreshToken: form.require("refresh_token"),
    scopes: parseScope(form.get("scope") ?? "", client.scopes),
    resources: parseResources(form.all("resource"), ctx.publicUrl),
  });
  return presentTokens(ctx, tokens, null);
}

async function presentTokens(ctx: OpenCtx, tokens: TokenSet, nonce: string | null): Promise<object> {
  return {
    access_token: tokens.accessToken,
    token_type: "Bearer",
    expires_in: Math.floor((tokens.accessExpiresAt - tokens.issuedAt) / 1000),
    refresh_token: tokens.refreshToken,
    scope: tokens.scopes.join(" "),
    ...(tokens.scopes.includes("openid") && { id_token: await idTokenOf(ctx, tokens, nonce) }),
  };
}
