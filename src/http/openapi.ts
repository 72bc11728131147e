import * as z from "zod";
import { sessionCookieName } from "#auth/session-cookie.ts";
import type { ErrorCode } from "#lib/errors.ts";
import { STATUS } from "./errors.ts";
import type { Route } from "./route.ts";

export interface Documented {
  base: string;
  routes: readonly Route[];
  /** The platform's own unless given. */
  errors?: ErrorShape;
  isDeprecated?: boolean;
  /** What it offers besides routes, by whole path and method. */
  more?: (errorName: string) => Record<string, Record<string, Part>>;
}

/** How a surface says that something is wrong, under its name among the schemas. */
export interface ErrorShape {
  name: string;
  schema: () => z.ZodType;
}

export type Part = { [key: string]: unknown };

/** What a document is about; `version` is that of the API. */
export interface Info {
  title: string;
  version: string;
  description: string;
}

/** The OpenAPI 3.1 document of routes; everything in it comes from the route objects. */
export function openapiDocument(publicUrl: string, info: Info, surfaces: readonly Documented[]): object {
  const paths: Record<string, Part> = {};
  const schemas: Record<string, Part> = {};
  for (const { base, routes, errors = PLATFORM_ERRORS, isDeprecated = false, more } of surfaces) {
    schemas[errors.name] = toSchema(errors.schema(), "output");
    Object.assign(paths, more?.(errors.name));
    for (const route of routes) {
      const path = `${base}${route.path}`.replaceAll(/:(\w+)/g, "{$1}");
      paths[path] = {
        ...paths[path],
        [route.method.toLowerCase()]: {
          ...operation(base, route, errors.name),
          ...(isDeprecated && { deprecated: true }),
        },
      };
    }
  }
  return {
    openapi: "3.1.0",
    info: { ...info },
    servers: [{ url: publicUrl }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "A user's token, or an API key" },
        apiKey: { type: "apiKey", in: "header", name: "X-API-Key" },
        application: {
          type: "openIdConnect",
          openIdConnectUrl: `${publicUrl}/.well-known/openid-configuration`,
          description: "A token that a user has granted to an application",
        },
        client: {
          type: "http",
          scheme: "basic",
          description: "The id and the secret of a client, each form-encoded (RFC 6749 section 2.3.1)",
        },
        session: { type: "apiKey", in: "cookie", name: sessionCookieName(publicUrl) },
      },
      schemas,
      headers: HEADERS,
    },
  };
}

const whole = (description: string): Part => ({ description, schema: { type: "integer" } });

const HEADERS = {
  "X-RateLimit-Limit": whole("Requests in a window"),
  "X-RateLimit-Remaining": whole("Requests that are left in this one"),
  "X-RateLimit-Reset": whole("When it ends, in Unix seconds"),
  "Retry-After": whole("Seconds to wait"),
};

const headersNamed = (...names: (keyof typeof HEADERS)[]): Part => ({
  headers: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }])),
});

const LIMITED = headersNamed("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset");

export const platformError = () =>
  z.object({
    error: z.object({ code: z.string(), message: z.string(), details: z.record(z.string(), z.unknown()) }),
  });

const PLATFORM_ERRORS: ErrorShape = { name: "Error", schema: platformError };

function operation(base: string, route: Route, errorName: string): Part {
  const { params, query, body } = route.schemas;
  return {
    operationId: operationIdOf(base, route),
    summary: route.summary,
    tags: [tagOf(route.path)],
    security: securityOf(route),
    parameters: [
      ...parameters("path", params),
      ...parameters("query", query),
      ...(route.scope !== "public" && route.idempotent ? [IDEMPOTENCY_KEY] : []),
    ],
    ...(body !== undefined && {
      requestBody: { required: true, content: { "application/json": { schema: toSchema(body, "input") } } },
    }),
    ...(route.takesBytes && {
      requestBody: { required: true, content: { "application/octet-stream": {}, "multipart/form-data": {} } },
    }),
    responses: {
      [route.status]: { ...success(route), ...(route.limit !== undefined && LIMITED) },
      ...failures(failuresOf(route), errorName),
    },
  };
}

function securityOf({ scope }: Route): Part[] {
  if (scope === "public") return [];
  if (scope === "session") return [{ bearer: [] }];
  return [{ bearer: [scope] }, { apiKey: [scope] }, { application: [scope] }];
}

const IDEMPOTENCY_KEY: Part = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "Names the request: sent again within 24 hours it is not done again, and has the same answer",
  schema: { type: "string", minLength: 1, maxLength: 255 },
};

function success({ status, summary, schemas: { response }, media }: Route): Part {
  if (status === 204) return { description: "Done" };
  const json = { "application/json": { schema: toSchema(response, "output") } };
  const other = media === undefined ? {} : { [media]: {} };
  const isOther = media !== undefined && response instanceof z.ZodNull;
  return { description: summary, content: { ...(isOther ? {} : json), ...other } };
}

const failuresOf = (route: Route): ErrorCode[] => [...guarding(route), ...reading(route), ...route.errors];

/** Answers of an operation that fails, all of one shape. */
export function failures(errors: readonly ErrorCode[], errorName: string): Part {
  const codes = Map.groupBy(new Set(errors), codeOf);
  return Object.fromEntries(
    [...codes].map(([status, names]) => [
      status,
      {
        description: names.join(", "),
        content: { "application/json": { schema: { $ref: `#/components/schemas/${errorName}` } } },
        ...(names.some((name) => COME_AGAIN.has(name)) && headersNamed("Retry-After")),
      },
    ]),
  );
}

/** What a caller may wait for. */
const COME_AGAIN: ReadonlySet<ErrorCode> = new Set(["RATE_LIMITED", "UNAVAILABLE"]);

const codeOf = (code: ErrorCode): number => STATUS[code];

const guarding = ({ scope }: Route): ErrorCode[] =>
  scope === "public" ? [] : ["UNAUTHORIZED", "FORBIDDEN", "RATE_LIMITED", "UNAVAILABLE"];

/** What may be wrong with a request before a handler sees it. */
function reading({ schemas: { params, query, body }, takesBytes }: Route): ErrorCode[] {
  const isSent = body !== undefined || takesBytes;
  if (!isSent && params === undefined && query === undefined) return [];
  return [
    "BAD_REQUEST",
    "VALIDATION_ERROR",
    "UNAVAILABLE",
    ...(isSent ? (["PAYLOAD_TOO_LARGE"] as const) : []),
  ];
}

export function parameters(where: "path" | "query", schema: z.ZodType | undefined): Part[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).map(([name, field]) => {
    const { description, ...type } = toSchema(field, "input");
    return {
      name,
      in: where,
      required: where === "path" || !z.safeParse(field, undefined).success,
      ...(description !== undefined && { description }),
      schema: type,
    };
  });
}

/** OpenAPI 3.1 speaks JSON Schema 2020-12, which is what zod writes. */
export function toSchema(schema: z.core.$ZodType, io: "input" | "output"): Part {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}

const tagOf = (path: string): string => path.split("/")[1] ?? "";

/** `GET /builder/graphs/:graph_id` of version 2 becomes `get_builder_graphs_graph_id`; others begin with their base. */
const operationIdOf = (base: string, { method, path }: Route): string =>
  `${method.toLowerCase()}${`${base === "/api/v2" ? "" : base}${path}`.replaceAll(/[/:.-]+/g, "_")}`;
