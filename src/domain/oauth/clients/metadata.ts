import { AppError } from "#lib/errors.ts";
import { SCOPES } from "../../scopes.ts";
import { redirectUriFault } from "../rules/redirect-uri.ts";
import { webhookDomainFault } from "../rules/webhook-domain.ts";
import type { OAuthClient } from "./client.ts";

/** What a client says about itself. */
export interface ClientMetadata {
  name: string;
  description: string | null;
  logoUrl: string | null;
  redirectUris: string[];
  postLogoutRedirectUris: string[];
  webhookDomains: string[];
  scopes: string[];
}

/** 400 with an error word of RFC 7591 section 3.2.2 for the first thing in it that cannot be. */
export function checkMetadata(metadata: Partial<ClientMetadata>, type: OAuthClient["type"]): void {
  const uriFault = (uri: string) => redirectUriFault(uri, type);
  const { redirectUris, postLogoutRedirectUris, webhookDomains, scopes, logoUrl } = metadata;
  each("redirect_uris", redirectUris, "invalid_redirect_uri", uriFault);
  each("post_logout_redirect_uris", postLogoutRedirectUris, "invalid_redirect_uri", uriFault);
  each("webhook_domains", webhookDomains, "invalid_client_metadata", webhookDomainFault);
  each("scopes", scopes, "invalid_client_metadata", scopeFault);
  if (logoUrl && URL.parse(logoUrl)?.protocol !== "https:") {
    throw refused("invalid_client_metadata", "logo_url is not an https URL");
  }
}

function each(
  field: string,
  values: readonly string[] | undefined,
  error: string,
  faultOf: (value: string) => string | null,
): void {
  for (const [index, value] of (values ?? []).entries()) {
    const fault = faultOf(value);
    if (fault !== null) throw refused(error, `${field}[${index}] ${fault}`);
  }
}

const scopeFault = (word: string): string | null =>
  SCOPES.some((scope) => scope === word) ? null : "is not a scope";

const refused = (error: string, message: string) =>
  new AppError("BAD_REQUEST", message, { details: { error } });
