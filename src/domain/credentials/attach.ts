import { toBase64 } from "#lib/base64.ts";
import type { OpenCredential } from "./credential.ts";
import { isOnHost } from "./host-pattern.ts";
import type { Placement, Provider } from "./providers.ts";

/** Whether a credential may be sent to a URL at all. */
export function mayGoTo(provider: Provider, { host }: Pick<OpenCredential, "host">, url: URL): boolean {
  const patterns = provider.hosts === "own" ? [host] : provider.hosts;
  return patterns.some((pattern) => pattern !== null && isOnHost(pattern, url));
}

interface Attached {
  url: string;
  /** The secret is a part of the URL. */
  isInUrl: boolean;
}

/** Shows a credential as its provider wants it: sets `headers`, and answers the URL to ask. */
export function attach(
  { key }: Provider,
  { secret }: OpenCredential,
  url: string,
  headers: Headers,
): Attached {
  switch (secret.type) {
    case "api_key":
      return place(key, secret.apiKey, url, headers);
    case "oauth2":
      headers.set("authorization", `Bearer ${secret.accessToken}`);
      break;
    case "user_password":
      headers.set("authorization", basic(secret.username, secret.password));
      break;
    case "host_scoped":
      for (const [name, value] of Object.entries(secret.headers)) {
        if (!headers.has(name)) headers.set(name, value);
      }
  }
  return { url, isInUrl: false };
}

function place(key: Placement | undefined, apiKey: string, url: string, headers: Headers): Attached {
  switch (key?.in) {
    case undefined:
      return { url, isInUrl: false };
    case "header":
      headers.set(key.name, `${key.prefix}${apiKey}`);
      return { url, isInUrl: false };
    case "query": {
      const asked = new URL(url);
      asked.searchParams.set(key.name, apiKey);
      return { url: asked.href, isInUrl: true };
    }
    case "path":
      return { url: url.replace(/(?:\{|%7B)token(?:\}|%7D)/i, () => pathPart(apiKey)), isInUrl: true };
  }
}

/** RFC 3986 section 3.3: a colon may stand in a path as it is. */
const pathPart = (text: string): string => encodeURIComponent(text).replaceAll("%3A", ":");

/** RFC 7617: UTF-8, base64. */
export const basic = (username: string, password: string): string =>
  `Basic ${toBase64(new TextEncoder().encode(`${username}:${password}`))}`;
