import type { OAuthError } from "#domain/oauth/error.ts";
import type { AppError, ErrorCode } from "#lib/errors.ts";
import type { Json } from "#lib/json.ts";

/** RFC 6749 section 5.2. */
export function jsonError(error: OAuthError): Response {
  const isClient = error.code === "invalid_client";
  return Response.json(
    { error: error.code, error_description: error.message, detail: error.message },
    {
      status: isClient ? 401 : 400,
      headers: isClient ? { "www-authenticate": 'Basic realm="oauth", charset="UTF-8"' } : {},
    },
  );
}

const WORDS: Record<ErrorCode, string> = {
  BAD_REQUEST: "invalid_request",
  UNAUTHORIZED: "invalid_token",
  FORBIDDEN: "insufficient_scope",
  NOT_FOUND: "not_found",
  METHOD_NOT_ALLOWED: "invalid_request",
  CONFLICT: "conflict",
  PAYLOAD_TOO_LARGE: "invalid_request",
  VALIDATION_ERROR: "invalid_request",
  RATE_LIMITED: "rate_limited",
  INTERNAL_ERROR: "server_error",
  UNAVAILABLE: "temporarily_unavailable",
};

/** Every other error at this door. `detail` is what the API of seed 002 says; a list when the shape is wrong. */
export const oauthErrorBody = ({ code, message, details }: AppError): object => ({
  error: typeof details["error"] === "string" ? details["error"] : WORDS[code],
  error_description: message,
  detail: Array.isArray(details["issues"]) ? details["issues"].map(located) : message,
});

function located(issue: Json): object {
  const { path = "", message = "" } = issue instanceof Object && !Array.isArray(issue) ? issue : {};
  const steps = String(path).match(/[^.[\]]+/g) ?? [];
  return {
    loc: ["body", ...steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step))],
    msg: message,
    type: "value_error",
  };
}
