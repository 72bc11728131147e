import type { Hono } from "hono";
import { cors } from "hono/cors";
import type { LimitName } from "#auth/rate-limit.ts";
import { OAuthError } from "#domain/oauth/error.ts";
import { AppError } from "#lib/errors.ts";
import { describeError, log } from "#lib/log.ts";
import { takeClientAllowance } from "../allowance.ts";
import type { AppDeps, HttpEnv } from "../app-deps.ts";
import { jsonError } from "./errors.ts";

/** An endpoint whose wire shape an RFC decides: forms and queries in, JSON, pages and redirects out. */
export interface Endpoint {
  path: `/${string}`;
  methods: readonly ("GET" | "POST")[];
  /** Whether scripts of any site may call it. */
  cors: boolean;
  limit: LimitName;
  answer(call: EndpointCall): Promise<Response>;
  /** How it says that something is wrong; as JSON unless given. */
  refuse?(error: OAuthError, call: EndpointCall): Response | Promise<Response>;
}

export interface EndpointCall extends AppDeps {
  request: Request;
  url: URL;
  /** Counts the request for a client at the caller's address, or for the address alone; throws 429. */
  count(clientId: string | null): Promise<void>;
}

/** Puts endpoints in their places; any other method is 405 with `Allow`. */
export function mountEndpoints(app: Hono<HttpEnv>, endpoints: readonly Endpoint[]): void {
  for (const endpoint of endpoints) {
    if (endpoint.cors) app.use(endpoint.path, openToScripts);
    app.all(endpoint.path, async (c) => {
      c.set("route", endpoint.path);
      refuseOtherMethods(endpoint, c.req.method);
      const deps = c.get("deps");
      return answer(endpoint, {
        ...deps,
        request: c.req.raw,
        url: new URL(c.req.url),
        count: (clientId) => takeClientAllowance(c, deps, endpoint.limit, clientId),
      });
    });
  }
}

async function answer(endpoint: Endpoint, call: EndpointCall): Promise<Response> {
  try {
    return await endpoint.answer(call);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    if (error.cause !== undefined) {
      log("info", "oauth.refused", { error: error.code, cause: describeError(error.cause) });
    }
    return endpoint.refuse === undefined ? jsonError(error) : endpoint.refuse(error, call);
  }
}

function refuseOtherMethods({ methods }: Endpoint, method: string): void {
  if (methods.some((known) => known === method || (known === "GET" && method === "HEAD"))) return;
  const allow = methods.flatMap((known) => (known === "GET" ? ["GET", "HEAD"] : [known])).join(", ");
  throw new AppError("METHOD_NOT_ALLOWED", `Only ${allow} is allowed here`, { details: { allow } });
}

const openToScripts = cors({
  origin: "*",
  allowMethods: ["GET", "HEAD", "POST"],
  allowHeaders: ["Authorization", "Content-Type", "MCP-Protocol-Version"],
  exposeHeaders: ["WWW-Authenticate", "Retry-After"],
  maxAge: 86_400,
});
