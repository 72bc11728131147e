import * as z from "zod";
import { EgressError } from "#lib/egress/error.ts";
import { basic } from "./attach.ts";
import { CredentialError } from "./credential.ts";
import { findProvider, type OAuthEndpoints } from "./providers.ts";
import type { RefreshDeps } from "./refresh-deps.ts";
import type { OAuthClient } from "./vault.ts";

/** What a token endpoint said (RFC 6749 sections 5.1 and 5.2). */
export type TokenAnswer =
  | {
      accessToken: string;
      refreshToken: string | null;
      expiresInMs: number | null;
      /** Null when they are as asked for. */
      scopes: string[] | null;
    }
  /** It is no use to ask again. */
  | { refused: string };

const Success = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().nullish(),
  expires_in: z.coerce.number().positive().nullish(),
  scope: z.string().nullish(),
});

const Failure = z.object({ error: z.string() });

/** Errors that a later request does not get over. */
const FINAL = new Set(["invalid_grant", "invalid_request", "unauthorized_client", "bad_refresh_token"]);

/** Asks a provider for tokens. Throws a retryable CredentialError when it does not answer as it should. */
export async function requestTokens(
  { vault, fetch }: Pick<RefreshDeps, "vault" | "fetch">,
  provider: string,
  grant: Record<string, string>,
): Promise<TokenAnswer> {
  const endpoints = findProvider(provider)?.oauth;
  const client = vault.clients[provider];
  if (endpoints === undefined || client === undefined) {
    throw new CredentialError(`This deployment has no OAuth client for ${provider}`);
  }
  const text = await post(fetch, vault.locate(endpoints.tokenUrl), requestOf(endpoints, client, grant));
  return answerOf(provider, text);
}

function requestOf(
  { clientAuth, body }: OAuthEndpoints,
  { clientId, clientSecret }: OAuthClient,
  grant: Record<string, string>,
): RequestInit {
  const isBasic = clientAuth === "basic";
  const fields = isBasic ? grant : { ...grant, client_id: clientId, client_secret: clientSecret };
  return {
    method: "POST",
    // A redirect would carry the secrets of the body elsewhere.
    redirect: "error",
    headers: {
      accept: "application/json",
      "content-type": body === "json" ? "application/json" : "application/x-www-form-urlencoded",
      ...(isBasic && { authorization: basic(clientId, clientSecret) }),
    },
    body: body === "json" ? JSON.stringify(fields) : new URLSearchParams(fields).toString(),
  };
}

async function post(fetch: RefreshDeps["fetch"], url: string, init: RequestInit): Promise<string> {
  try {
    return await (await fetch(url, init)).text();
  } catch (error) {
    if (error instanceof EgressError)
      throw new CredentialError(error.message, { retryable: true, cause: error });
    throw error;
  }
}

function answerOf(provider: string, text: string): TokenAnswer {
  const body = parsed(text);
  const success = Success.safeParse(body);
  if (success.success) {
    const { access_token, refresh_token = null, expires_in, scope } = success.data;
    return {
      accessToken: access_token,
      refreshToken: refresh_token,
      expiresInMs: expires_in == null ? null : expires_in * 1000,
      scopes: scope == null ? null : scope.split(/[\s,]+/).filter(Boolean),
    };
  }
  const failure = Failure.safeParse(body);
  if (failure.success && FINAL.has(failure.data.error))
    return { refused: `${provider} has ended its access` };
  throw new CredentialError(`${provider} does not renew the access token at the moment`, { retryable: true });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
