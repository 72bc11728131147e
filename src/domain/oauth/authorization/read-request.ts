import type { OpenCtx } from "../../ctx.ts";
import type { Scope } from "../../scopes.ts";
import type { OAuthClient } from "../clients/client.ts";
import { documentClient, isDocumentUrl } from "../clients/document.ts";
import { findClient } from "../clients/queries.ts";
import { OAuthError, RedirectedError, type ReturnAddress } from "../error.ts";
import type { Parameters } from "../parameters.ts";
import { isS256Challenge } from "../rules/pkce.ts";
import { hasOwnScheme, isRegisteredRedirect } from "../rules/redirect-uri.ts";
import { parseResources } from "../rules/resource.ts";
import { parseScope } from "../rules/scope.ts";
import { type AuthorizationRequest, PROMPTS, type Prompt } from "./request.ts";

/** Parameters that are refused by name. */
export const REQUEST_OBJECTS = ["request", "request_uri", "registration"] as const;

type RequestCtx = Pick<OpenCtx, "db" | "now" | "oauth" | "publicUrl">;

export interface ReadRequest {
  client: OAuthClient;
  request: AuthorizationRequest;
}

/**
 * Checks an authorization request in the order of RFC 6749 section 4.1.2.1. Throws OAuthError while nobody may be sent
 * anywhere (an unknown client or redirect URI), RedirectedError for all that the client may be told.
 */
export async function readAuthorizationRequest(
  ctx: RequestCtx,
  parameters: Parameters,
): Promise<ReadRequest> {
  const client = await activeClient(ctx, parameters.require("client_id"));
  const redirectUri = registeredRedirect(client, parameters);
  const returnTo: ReturnAddress = { redirectUri, responseMode: "query", state: null };
  try {
    returnTo.state = parameters.isDoubled("state") ? null : parameters.get("state");
    returnTo.responseMode = responseMode(parameters, redirectUri);
    parameters.refuseDoubled(["resource"]);
    refuseRequestObjects(parameters);
    checkResponseType(parameters);
    const resources = parseResources(parameters.all("resource"), ctx.publicUrl);
    return {
      client,
      request: {
        ...returnTo,
        clientId: client.id,
        scopes: scopes(client, parameters, resources, ctx.publicUrl),
        resources,
        codeChallenge: codeChallenge(parameters),
        nonce: parameters.get("nonce"),
        prompt: prompt(parameters),
        maxAge: maxAge(parameters),
        loginHint: parameters.get("login_hint"),
        expectedUserId: await expectedUser(ctx, client, parameters),
      },
    };
  } catch (error) {
    throw error instanceof OAuthError ? new RedirectedError(error, returnTo) : error;
  }
}

async function activeClient(ctx: RequestCtx, id: string): Promise<OAuthClient> {
  const introduces = ctx.oauth.openRegistration && isDocumentUrl(id);
  const client = introduces ? await documentClient(ctx, id) : (await findClient(ctx, id))?.client;
  if (client === undefined) {
    throw new OAuthError("invalid_client", "There is no application with this client_id");
  }
  if (client.status === "active") return client;
  throw new OAuthError("unauthorized_client", "This application is suspended");
}

function registeredRedirect(client: OAuthClient, parameters: Parameters): string {
  const redirectUri = parameters.require("redirect_uri");
  if (isRegisteredRedirect(client.redirectUris, redirectUri)) return redirectUri;
  throw new OAuthError("invalid_request", "The redirect_uri is not one that the application has registered");
}

function responseMode(parameters: Parameters, redirectUri: string): ReturnAddress["responseMode"] {
  const mode = parameters.get("response_mode") ?? "query";
  if (mode === "form_post" && hasOwnScheme(redirectUri)) {
    throw new OAuthError("invalid_request", "A form cannot be sent to this redirect_uri");
  }
  if (mode === "query" || mode === "form_post") return mode;
  throw new OAuthError("invalid_request", "response_mode is neither query nor form_post");
}

/** OpenID Connect Core section 6: declined by name. */
function refuseRequestObjects(parameters: Parameters): void {
  for (const name of REQUEST_OBJECTS) {
    if (parameters.has(name)) {
      throw new OAuthError(`${name}_not_supported`, `The parameter ${name} is not supported`);
    }
  }
}

function checkResponseType(parameters: Parameters): void {
  if (parameters.require("response_type") !== "code") {
    throw new OAuthError("unsupported_response_type", "The only response_type is code");
  }
}

/** Without a scope the least: who the user is, or for the MCP server its tools. */
function scopes(
  client: OAuthClient,
  parameters: Parameters,
  resources: string[],
  publicUrl: string,
): Scope[] {
  const fallback = resources.includes(`${publicUrl}/mcp`) ? "mcp:tools" : "openid";
  const asked = parseScope(parameters.get("scope") ?? "", client.scopes);
  return asked.length > 0 ? asked : parseScope(fallback, client.scopes);
}

function codeChallenge(parameters: Parameters): string {
  const challenge = parameters.get("code_challenge");
  if (challenge === null)
    throw new OAuthError("invalid_request", "code_challenge is missing: PKCE is required");
  if (parameters.get("code_challenge_method") !== "S256") {
    throw new OAuthError("invalid_request", "The only code_challenge_method is S256");
  }
  if (isS256Challenge(challenge)) return challenge;
  throw new OAuthError("invalid_request", "code_challenge is not the base64url of a SHA-256");
}

function prompt(parameters: Parameters): Prompt[] {
  const words = (parameters.get("prompt") ?? "").split(" ").filter((word) => word !== "");
  const prompts = words.map((word) => {
    const known = PROMPTS.find((candidate) => candidate === word);
    if (known === undefined) throw new OAuthError("invalid_request", "prompt has a word that is not known");
    return known;
  });
  if (prompts.includes("none") && prompts.length > 1) {
    throw new OAuthError("invalid_request", "prompt has none beside other words");
  }
  return prompts;
}

function maxAge(parameters: Parameters): number | null {
  const seconds = parameters.get("max_age");
  if (seconds === null) return null;
  if (/^\d{1,9}$/.test(seconds)) return Number(seconds);
  throw new OAuthError("invalid_request", "max_age is not a number of seconds");
}

async function expectedUser(
  { oauth }: Pick<OpenCtx, "oauth">,
  client: OAuthClient,
  parameters: Parameters,
): Promise<string | null> {
  const hint = parameters.get("id_token_hint");
  if (hint === null) return null;
  const claims = await oauth.idTokens.read(hint);
  if (claims?.clientId === client.id) return claims.userId;
  throw new OAuthError("invalid_request", "The id_token_hint is not an ID token of this application");
}
