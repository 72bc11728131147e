import { hasOwnScheme } from "#domain/oauth/rules/redirect-uri.ts";

/**
 * Where a form may lead whose answer goes on to an application at this redirect URI. Chromium holds the whole chain of
 * redirects after a form to `form-action`, and the application may send people on in turn.
 */
export function toApplication(redirectUri: string | null): readonly string[] {
  const web = ["https:", "http://127.0.0.1:*", "http://localhost:*"];
  const { protocol = "", hostname = "" } = (redirectUri !== null && URL.parse(redirectUri)) || {};
  if (redirectUri !== null && hasOwnScheme(redirectUri)) return [...web, protocol];
  // A policy has no way to write an IPv6 address.
  return hostname === "[::1]" ? [...web, "http:"] : web;
}

/** The same for a form after which somebody goes on to `returnTo`: only an authorization leads to applications. */
export function leadsTo(returnTo: string | null): readonly string[] {
  if (!returnTo?.startsWith("/oauth/")) return [];
  return toApplication(new URL(returnTo, "https://here.invalid").searchParams.get("redirect_uri"));
}
