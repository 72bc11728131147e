import type { AppError, ErrorCode } from "#lib/errors.ts";

/** One wire contract: where it lives and how it says that something went wrong. */
export interface Surface {
  base: string;
  errorBody(error: AppError): object;
}

export const STATUS: Record<ErrorCode, number> = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  VALIDATION_ERROR: 422,
  RATE_LIMITED: 429,
  INTERNAL_ERROR: 500,
  UNAVAILABLE: 503,
};

/** The platform's own shape, for every path that no other contract claims. */
export const platformErrorBody = ({ code, message, details }: AppError): object => ({
  error: { code, message, details },
});

export function errorResponse(error: AppError, surface: Pick<Surface, "errorBody">): Response {
  const headers = new Headers(headersOf(error));
  return Response.json(surface.errorBody(error), { status: STATUS[error.code], headers });
}

export function headersOf({ code, details, challenge, retryAfterSeconds }: AppError): Record<string, string> {
  return {
    ...(retryAfterSeconds !== undefined && { "retry-after": String(retryAfterSeconds) }),
    ...((code === "UNAUTHORIZED" || challenge !== undefined) && { "www-authenticate": bearer(challenge) }),
    ...(code === "METHOD_NOT_ALLOWED" && { allow: String(details["allow"] ?? "") }),
  };
}

function bearer(challenge: AppError["challenge"] = {}): string {
  const parameters = Object.entries(challenge).map(([name, value]) => `${name}="${value}"`);
  return ["Bearer", parameters.join(", ")].filter((part) => part !== "").join(" ");
}
