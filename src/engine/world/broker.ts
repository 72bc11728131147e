import { BlockError, type BlockRequest } from "#blocks/block.ts";
import type { CredentialRef } from "#blocks/credential-pin.ts";
import { attach, basic, mayGoTo } from "#domain/credentials/attach.ts";
import { CredentialError, type OpenCredential, type Secret } from "#domain/credentials/credential.ts";
import { findProvider, type Provider } from "#domain/credentials/providers.ts";
import type { RefreshDeps } from "#domain/credentials/refresh-deps.ts";
import { resolveCredential } from "#domain/credentials/resolve.ts";
import { requestHeaders } from "#lib/egress/headers.ts";
import type { Json } from "#lib/json.ts";
import { hideIn } from "./hide.ts";

export interface BrokerDeps extends RefreshDeps {
  /** Whether the operator has opened a destination that is not public, and so perhaps not https. */
  isOpened(url: URL): boolean;
}

/** Stands between blocks and credentials: blocks name one, and never see it. */
export interface Broker {
  /** Sends a request, with the credential that it names. */
  fetch(url: string, init?: BlockRequest): Promise<Response>;
  /** For protocols other than HTTP, of which the engine is the client. Never give it to a block. */
  resolve(ref: CredentialRef): Promise<OpenCredential>;
  /** A value without the secrets that were used here: an answer may repeat what it was sent. */
  hide(value: Json): Json;
}

/** So long a resolved credential is used again; deleting or revoking it takes effect within this time. */
const REMEMBERED_MS = 900;

/** Acts for one user. */
export function makeBroker(deps: BrokerDeps, userId: string): Broker {
  const known = new Map<string, { at: number; credential: Promise<OpenCredential> }>();
  const used = new Set<string>();

  const resolve = async (ref: CredentialRef): Promise<OpenCredential> => {
    const key = `${ref.provider} ${ref.type} ${ref.id}`;
    let entry = known.get(key);
    if (entry === undefined || entry.at + REMEMBERED_MS < deps.now()) {
      entry = { at: deps.now(), credential: resolveCredential(deps, userId, ref) };
      known.set(key, entry);
    }
    try {
      const credential = await entry.credential;
      for (const text of textsOf(credential.secret)) used.add(text);
      return credential;
    } catch (error) {
      known.delete(key);
      if (!(error instanceof CredentialError)) throw error;
      throw new BlockError(error.message, { retryable: error.retryable, cause: error });
    }
  };

  return {
    resolve,
    hide: (value) => hideIn(value, used),
    fetch: async (url, { using, ...init } = {}) => {
      const { locate } = deps.vault;
      if (using === undefined) return deps.fetch(locate(url), init);
      const credential = await resolve(using);
      refuseElsewhere(deps, credential, url);
      return send(deps, credential, url, init);
    },
  };
}

/** Checked against the address that the block wrote: where the operator says that it is, is the operator's to say. */
function refuseElsewhere({ isOpened }: BrokerDeps, credential: OpenCredential, url: string): void {
  const asked = URL.parse(url);
  const provider = providerOf(credential);
  if (asked === null || !mayGoTo(provider, credential, asked)) {
    const host = asked?.host ?? "that address";
    throw new BlockError(`The ${provider.displayName} credential is not meant for ${host}`);
  }
  if (asked.protocol !== "https:" && !isOpened(asked)) {
    throw new BlockError(`Credentials are sent over https only, not to ${asked.origin}`);
  }
}

async function send(
  { fetch, vault }: BrokerDeps,
  credential: OpenCredential,
  url: string,
  init: RequestInit,
): Promise<Response> {
  const headers = requestHeaders(init.headers);
  const asked = attach(providerOf(credential), credential, vault.locate(url), headers);
  const response = await fetch(asked.url, { ...init, headers });
  return asked.isInUrl ? withUrl(response, url) : response;
}

function providerOf({ provider: name }: OpenCredential): Provider {
  const provider = findProvider(name);
  if (provider === undefined) throw new BlockError(`There is no provider ${name}`);
  return provider;
}

/** An answer knows the URL that it came from, secret and all. */
const withUrl = (response: Response, url: string): Response =>
  Object.defineProperty(new Response(response.body, response), "url", { value: url });

function textsOf(secret: Secret): string[] {
  switch (secret.type) {
    case "api_key":
      return [secret.apiKey];
    case "oauth2":
      return [secret.accessToken, ...(secret.refreshToken === null ? [] : [secret.refreshToken])];
    case "user_password":
      return [secret.password, basic(secret.username, secret.password).slice("Basic ".length)];
    case "host_scoped":
      return Object.values(secret.headers);
  }
}
