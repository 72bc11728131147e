import { AppError } from "#lib/errors.ts";

/** What `Allow` says for a path with these methods: who may GET it may HEAD it (RFC 9110 section 9.3.2). */
export const allowedBy = (methods: readonly string[]): string[] =>
  methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]));

/** 405 for a path with these methods. */
export function methodNotAllowed(methods: readonly string[]): AppError {
  const allowed = allowedBy(methods);
  const named = `${new Intl.ListFormat("en").format(allowed)} ${allowed.length === 1 ? "is" : "are"}`;
  return new AppError("METHOD_NOT_ALLOWED", `Only ${named} allowed here`, {
    details: { allow: allowed.join(", ") },
  });
}
