import type { Dialect } from "../described.ts";

const STATUS: Record<number, { status: string; reason: string; message: string }> = {
  400: { status: "INVALID_ARGUMENT", reason: "badRequest", message: "Bad Request" },
  401: {
    status: "UNAUTHENTICATED",
    reason: "authError",
    message: "Request had invalid authentication credentials. Expected OAuth 2 access token.",
  },
  403: {
    status: "PERMISSION_DENIED",
    reason: "insufficientPermissions",
    message: "Request had insufficient authentication scopes.",
  },
  404: { status: "NOT_FOUND", reason: "notFound", message: "Requested entity was not found." },
  409: { status: "ABORTED", reason: "conflict", message: "Conflict" },
};

export function googleError(code: number, message: string, reason: string, status: string): Response {
  const errors = [{ message, domain: "global", reason }];
  return Response.json({ error: { code, message, errors, status } }, { status: code });
}

/** What Google answers to who asks too much: 403 as often as 429. */
export const rateLimitExceeded = (): Response =>
  googleError(403, "Rate Limit Exceeded", "rateLimitExceeded", "PERMISSION_DENIED");

export const google: Dialect = {
  common: ["alt", "fields", "key", "prettyPrint", "quotaUser"],
  refuse: (code, said, named) => {
    const { status = "", reason = "", message = "" } = STATUS[code] ?? {};
    return googleError(code, said || message, named ?? reason, status);
  },
};
