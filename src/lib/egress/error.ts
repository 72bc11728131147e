export type EgressReason = "blocked" | "too_large" | "timeout" | "redirects" | "unreachable" | "invalid";

/**
 * Why a request was not sent, or its answer not read to the end. A caller may retry `unreachable` and `timeout`.
 * The message names a host, a header or a rule, never a value, path or query; `cause` is for the log.
 */
export class EgressError extends Error {
  override readonly name = "EgressError";
  readonly reason: EgressReason;

  constructor(reason: EgressReason, message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}
