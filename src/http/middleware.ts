import type { Context, MiddlewareHandler } from "hono";
import { AppError, publicFace } from "#lib/errors.ts";
import { describeError, log } from "#lib/log.ts";
import type { HttpEnv } from "./app-deps.ts";

/** Gives the request its id and its parts, finishes the answer's headers, and writes the one log line. */
export const frame: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const startedAt = Date.now();
  const requestId = requestIdOf(c.req.header("x-request-id"));
  c.set("requestId", requestId);
  c.set("answerHeaders", new Map([["x-request-id", requestId]]));
  await next();
  await c.get("counting");
  if (c.res.status !== 101) finishHeaders(c);
  logRequest(c, Date.now() - startedAt);
};

/** Makes the request's parts of the environment; throws when a variable of it is wrong. */
export const assemble: MiddlewareHandler<HttpEnv> = async (c, next) => {
  c.set("deps", c.env.depsFor(c.get("requestId")));
  await next();
};

/** PostgreSQL has no text with U+0000, so nothing of ours is at such an address. */
export const refuseNul: MiddlewareHandler<HttpEnv> = async (c, next) => {
  if (c.req.url.includes("%00")) throw new AppError("BAD_REQUEST", "The address holds a NUL character (%00)");
  await next();
};

/** A caller's own id is kept when it is harmless, so that logs on both sides can be joined. */
const requestIdOf = (given: string | undefined): string =>
  given !== undefined && /^[\w.-]{8,100}$/.test(given) ? given : crypto.randomUUID();

const SECURITY = Object.entries({
  "strict-transport-security": "max-age=31536000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
});

/** The connect popup must keep its opener, which any value of this header cuts. */
const KEEPS_OPENER = /^\/connect\//;

/** Headers that the answer has already are its own decision. */
function finishHeaders(c: Context<HttpEnv>): void {
  const { headers } = withHeaders(c, c.get("answerHeaders"));
  for (const [name, value] of SECURITY) if (!headers.has(name)) headers.set(name, value);
  if (KEEPS_OPENER.test(c.req.path)) headers.delete("cross-origin-opener-policy");
}

/** The answer with headers of the request; copied when it came from elsewhere, because then its headers cannot be changed. */
function withHeaders(c: Context<HttpEnv>, given: Map<string, string>): Response {
  try {
    setAll(c.res.headers, given);
  } catch {
    const copy = new Response(c.res.body, c.res);
    setAll(copy.headers, given);
    c.res = undefined; // Without it Hono merges the two answers into a third.
    c.res = copy;
  }
  return c.res;
}

function setAll(headers: Headers, given: Map<string, string>): void {
  for (const [name, value] of given) headers.set(name, value);
}

function logRequest(c: Context<HttpEnv>, durationMs: number): void {
  const { status } = c.res;
  log(status >= 500 ? "error" : "info", "request", {
    request_id: c.get("requestId"),
    method: c.req.method,
    route: c.get("route") ?? null,
    status,
    duration_ms: durationMs,
    user: c.get("principal")?.userId ?? null,
    ...(c.error !== undefined && status >= 500 && { error: describeError(causeOf(c.error)) }),
  });
}

/** Our own face of an error says less than what it hides. */
const causeOf = (error: Error): unknown => publicFace(error).cause ?? error;
