import type { Identity } from "#auth/authenticate.ts";
import type { RateLimiter } from "#auth/rate-limit.ts";
import type { OpenCtx } from "#domain/ctx.ts";
import type { Principal } from "#domain/principal.ts";

/** What the app needs for one request. `deps.ts` makes it of the Worker's environment, a test of its world. */
export interface AppDeps {
  ctx: OpenCtx;
  identity: Identity;
  /** Null when rate limits are switched off. */
  limiter: RateLimiter | null;
  /** Where this deployment is reached, without a trailing slash. */
  publicUrl: string;
  /** Static files of the build. */
  assets(request: Request): Promise<Response>;
  /** What only the queue may call; checks its callers itself. */
  internal(request: Request): Promise<Response>;
  /** Accepts a socket and closes it at once with a code that tells why. */
  refuseSocket(code: number, reason: string, protocol: string | null): Response;
}

export interface HttpEnv {
  Bindings: { depsFor(requestId: string): AppDeps };
  Variables: {
    requestId: string;
    deps: AppDeps;
    /** What every answer to this request carries, whoever makes it, by lower-case name. */
    answerHeaders: Map<string, string>;
    /** Settles, and never fails, when headers that are still being found out are among them. */
    counting?: Promise<void>;
    /** The matched route's path, for the log. */
    route?: string;
    principal?: Principal;
  };
}
