/** Error words of RFC 6749, OpenID Connect Core 3.1.2.6, RFC 7009, RFC 7591 and RFC 8707 that we use. */
export type OAuthErrorCode =
  | "invalid_request"
  | "invalid_client"
  | "invalid_grant"
  | "invalid_scope"
  | "invalid_target"
  | "unauthorized_client"
  | "unsupported_grant_type"
  | "unsupported_response_type"
  | "access_denied"
  | "login_required"
  | "consent_required"
  | "interaction_required"
  | "request_not_supported"
  | "request_uri_not_supported"
  | "registration_not_supported"
  | "invalid_redirect_uri"
  | "invalid_client_metadata";

/** What an OAuth client is told: the error's word, and why in a sentence. `cause` is for the log. */
export class OAuthError extends Error {
  override readonly name = "OAuthError";
  readonly code: OAuthErrorCode;

  constructor(code: OAuthErrorCode, description: string, cause?: unknown) {
    super(description, { cause });
    this.code = code;
  }
}

/** Where the answer to an authorization request goes. */
export interface ReturnAddress {
  redirectUri: string;
  responseMode: "query" | "form_post";
  state: string | null;
}

/** An error of an authorization request that its client may be told, because the redirect URI is the client's own. */
export class RedirectedError extends OAuthError {
  readonly returnTo: ReturnAddress;

  constructor(error: OAuthError, returnTo: ReturnAddress) {
    super(error.code, error.message, error.cause);
    this.returnTo = returnTo;
  }
}
