import type { Json } from "./json.ts";

export type ErrorCode =
  | "BAD_REQUEST"
  | "UNAUTHORIZED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "METHOD_NOT_ALLOWED"
  | "CONFLICT"
  | "PAYLOAD_TOO_LARGE"
  | "VALIDATION_ERROR"
  | "RATE_LIMITED"
  | "UNAVAILABLE"
  | "INTERNAL_ERROR";

/** One thing that is wrong with an input: where (a path such as `nodes[3].input_default.text`) and why. */
export interface Issue {
  path: string;
  message: string;
}

interface AppErrorOptions {
  details?: { [key: string]: Json };
  cause?: unknown;
  retryAfterSeconds?: number;
  challenge?: Readonly<Record<string, string>>;
}

/** The one error of the house. `message` and `details` are what the caller may read; `cause` is for the log. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly details: { [key: string]: Json };
  readonly retryAfterSeconds: number | undefined;
  /** What the `Bearer` challenge says (RFC 6750 section 3) when a credential does not do. */
  readonly challenge: Readonly<Record<string, string>> | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.challenge = options.challenge;
  }
}

export const notFound = (what: string): AppError => new AppError("NOT_FOUND", `${what} not found`);

export const conflict = (message: string): AppError => new AppError("CONFLICT", message);

export const invalid = (issues: Issue[], message = "The request is not valid"): AppError =>
  new AppError("VALIDATION_ERROR", message, {
    details: { issues: issues.map(({ path, message }) => ({ path, message })) },
  });

/** Something that we depend on does not answer; worth another try in a moment. */
export const unavailable = (what: string, cause?: unknown): AppError =>
  new AppError("UNAVAILABLE", `${what} is not available at the moment`, { cause, retryAfterSeconds: 2 });

/** What a caller may know of an error: libraries wrap ours, and anything unknown may hold secrets or SQL. */
export function publicFace(error: unknown): AppError {
  let current = error;
  for (let depth = 0; depth < 6 && current instanceof Error; depth++) {
    if (current instanceof AppError) return current;
    current = current.cause ?? ("sourceError" in current ? current.sourceError : undefined);
  }
  return new AppError("INTERNAL_ERROR", "Internal server error", { cause: error });
}
