import type { Hono } from "hono";
import { cors } from "hono/cors";
import * as z from "zod";
import type { LimitName } from "#auth/rate-limit.ts";
import { OAuthError } from "#domain/oauth/error.ts";
import { type Parameters, parametersOf } from "#domain/oauth/parameters.ts";
import type { ErrorCode } from "#lib/errors.ts";
import { describeError, log } from "#lib/log.ts";
import { takeClientAllowance } from "../allowance.ts";
import type { AppDeps, HttpEnv } from "../app-deps.ts";
import { allowedBy, methodNotAllowed } from "../method-not-allowed.ts";
import { jsonError } from "./errors.ts";
import { readForm } from "./form.ts";

/** Parameters by name; one of several sets where a parameter decides which. */
export type ParameterSchema = z.ZodObject | z.ZodUnion<readonly z.ZodObject[]>;

/** An endpoint whose wire shape an RFC decides: forms and queries in, JSON, pages and redirects out. */
export interface Endpoint {
  path: `/${string}`;
  methods: readonly ("GET" | "POST")[];
  summary: string;
  /** Who may call it: everybody, a client that says who it is, an application with a token, a person in a session. */
  caller: "public" | "client" | "application" | "session";
  /** What it takes by GET, and by POST; it sees no other parameters (RFC 6749 section 3.1). */
  query?: () => ParameterSchema;
  form?: () => ParameterSchema;
  /** What it takes in place of a form. */
  body?: () => z.ZodType;
  /** Its JSON when all goes well; a page or a redirect where there is none. */
  response?: () => z.ZodType;
  status?: 200 | 201;
  errors: readonly ErrorCode[];
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
  /** Those that the endpoint takes: of the query of a GET, or the form of a POST. */
  parameters(): Promise<Parameters>;
  /** Counts the request, the first time, for a client at the caller's address, or for the address alone; throws 429. */
  count(clientId: string | null): Promise<void>;
}

/** Puts endpoints in their places; any other method is 405 with `Allow`. */
export function mountEndpoints(app: Hono<HttpEnv>, endpoints: readonly Endpoint[]): void {
  for (const endpoint of endpoints) {
    if (endpoint.cors) app.use(endpoint.path, openToScripts);
    app.all(endpoint.path, async (c) => {
      c.set("route", endpoint.path);
      if (!allowedBy(endpoint.methods).includes(c.req.method)) throw methodNotAllowed(endpoint.methods);
      const deps = c.get("deps");
      const request = c.req.raw;
      const count = countOnce((clientId) => takeClientAllowance(c, deps, endpoint.limit, clientId));
      const parameters = () => readParameters(endpoint, request);
      return answer(endpoint, { ...deps, request, url: new URL(request.url), parameters, count });
    });
  }
}

async function readParameters({ query, form }: Endpoint, request: Request): Promise<Parameters> {
  const isForm = request.method === "POST";
  const sent = isForm ? await readForm(request) : new URL(request.url).searchParams;
  const known = new Set(namesIn((isForm ? form : query)?.() ?? z.object({})));
  return parametersOf(new URLSearchParams([...sent].filter(([name]) => known.has(name))));
}

/** The names of parameters, of all sets. */
export const namesIn = (schema: ParameterSchema): string[] =>
  schema instanceof z.ZodObject ? Object.keys(schema.shape) : schema.options.flatMap(namesIn);

function countOnce(count: EndpointCall["count"]): EndpointCall["count"] {
  let counting: Promise<void> | undefined;
  return (clientId) => {
    counting ??= count(clientId);
    return counting;
  };
}

async function answer(endpoint: Endpoint, call: EndpointCall): Promise<Response> {
  try {
    return await answerCounted(endpoint, call);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    if (error.cause !== undefined) {
      log("info", "oauth.refused", { error: error.code, cause: describeError(error.cause) });
    }
    return endpoint.refuse === undefined ? jsonError(error) : endpoint.refuse(error, call);
  }
}

/** What is refused before it was known who calls counts for the address. */
async function answerCounted(endpoint: Endpoint, call: EndpointCall): Promise<Response> {
  try {
    return await endpoint.answer(call);
  } catch (error) {
    await call.count(null);
    throw error;
  }
}

const openToScripts = cors({
  origin: "*",
  allowMethods: ["GET", "HEAD", "POST"],
  allowHeaders: ["Authorization", "Content-Type", "MCP-Protocol-Version"],
  exposeHeaders: ["WWW-Authenticate", "Retry-After"],
  maxAge: 86_400,
});
