import type * as z from "zod";
import type { LimitName } from "#auth/rate-limit.ts";
import type { Ctx, OpenCtx } from "#domain/ctx.ts";
import type { Requirement } from "#domain/scopes.ts";
import { AppError, type ErrorCode, invalid } from "#lib/errors.ts";
import { issuesOf, issueText } from "#lib/issues.ts";
import { readBytes, readJson } from "./body.ts";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
type Schema = z.ZodType;

interface Spec<P extends Schema, Q extends Schema, B extends Schema, R extends Schema> {
  method: Method;
  path: `/${string}`;
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  /** The body is no JSON but bytes, at most so many: `bytes` of the input. */
  maxBytes?: number;
  /** `z.null()` for an answer without a body, or with none that is JSON. */
  response: R;
  /** Not gone through again: it is large, and made field by field of values that the compiler knows the types of. */
  isMadeWhole?: boolean;
  /** The type of an answer that is no JSON. */
  media?: string;
  /** Of the answer when all goes well: 200 unless given. */
  status?: 200 | 201 | 202 | 204;
  errors: readonly ErrorCode[];
}

interface Input<P extends Schema, Q extends Schema, B extends Schema> {
  params: z.output<P>;
  query: z.output<Q>;
  body: z.output<B>;
  /** Empty unless the route takes bytes. */
  bytes: Uint8Array;
  headers: Headers;
  /** For what its headers alone do not tell; its body is read already. */
  request: Request;
}

/** What a handler gives: the body before its schema has seen it, or an answer that is no JSON. */
type Answer<R extends Schema> = Promise<z.input<R> | Response>;

interface GuardedSpec<P extends Schema, Q extends Schema, B extends Schema, R extends Schema>
  extends Spec<P, Q, B, R> {
  scope: Requirement;
  limit?: LimitName;
  /** It starts work: a caller who names a request by an `Idempotency-Key` may send it again, and it is done once. */
  idempotent?: boolean;
  handle(ctx: Ctx, input: Input<P, Q, B>): Answer<R>;
}

interface OpenSpec<P extends Schema, Q extends Schema, B extends Schema, R extends Schema>
  extends Spec<P, Q, B, R> {
  scope: "public";
  /** Counted against the caller's address; without it the route is not limited. */
  limit?: LimitName;
  handle(ctx: OpenCtx, input: Input<P, Q, B>): Answer<R>;
}

/** What a request brings to a route. */
export interface Call {
  request: Request;
  params: Record<string, string>;
}

interface CommonRoute {
  method: Method;
  path: string;
  summary: string;
  status: number;
  errors: readonly ErrorCode[];
  takesBytes: boolean;
  media: string | undefined;
  schemas: {
    params?: Schema | undefined;
    query?: Schema | undefined;
    body?: Schema | undefined;
    response: Schema;
  };
}

/** A route as everything outside its own file sees it. */
export type Route = CommonRoute &
  (
    | {
        scope: Requirement;
        limit: LimitName;
        idempotent: boolean;
        run(ctx: Ctx, call: Call): Promise<Response>;
      }
    | { scope: "public"; limit: LimitName | undefined; run(ctx: OpenCtx, call: Call): Promise<Response> }
  );

/** Defines a route: typed inside, uniform outside. What comes in and, unless it is made whole, what goes out is validated. */
export function route<
  P extends Schema = z.ZodUndefined,
  Q extends Schema = z.ZodUndefined,
  B extends Schema = z.ZodUndefined,
  R extends Schema = z.ZodNull,
>(spec: GuardedSpec<P, Q, B, R> | OpenSpec<P, Q, B, R>): Route {
  const { method, path, summary, params, query, body, response, errors, media } = spec;
  const status = spec.status ?? 200;
  const schemas = { params, query, body, response };
  const takesBytes = spec.maxBytes !== undefined;
  const common = { method, path, summary, status, errors, takesBytes, media, schemas };
  if (spec.scope === "public") {
    return {
      ...common,
      scope: spec.scope,
      limit: spec.limit,
      run: async (ctx, call) => encode(spec, status, await spec.handle(ctx, await decode(spec, call))),
    };
  }
  return {
    ...common,
    scope: spec.scope,
    limit: spec.limit ?? "general",
    idempotent: spec.idempotent ?? false,
    run: async (ctx, call) => encode(spec, status, await spec.handle(ctx, await decode(spec, call))),
  };
}

async function decode<P extends Schema, Q extends Schema, B extends Schema, R extends Schema>(
  { params, query, body, maxBytes }: Spec<P, Q, B, R>,
  call: Call,
): Promise<Input<P, Q, B>> {
  return {
    params: parse("path", params, call.params),
    query: query === undefined ? absent<Q>() : parse("query", query, searchOf(call.request.url)),
    body: body === undefined ? absent<B>() : parse("body", body, await readJson(call.request)),
    bytes: maxBytes === undefined ? new Uint8Array() : await readBytes(call.request, maxBytes),
    headers: call.request.headers,
    request: call.request,
  };
}

/** A parameter that is repeated is a list. */
function searchOf(url: string): Record<string, string | string[]> {
  const at = url.indexOf("?");
  if (at === -1) return {};
  const values = Map.groupBy(new URLSearchParams(url.slice(at)), ([name]) => name);
  return Object.fromEntries(
    [...values].map(([name, pairs]) => {
      const [first = "", ...others] = pairs.map(([, value]) => value);
      return [name, others.length === 0 ? first : [first, ...others]];
    }),
  );
}

function parse<S extends Schema>(
  where: "path" | "query" | "body",
  schema: S | undefined,
  value: unknown,
): z.output<S> {
  if (schema === undefined) return absent<S>();
  const result = schema.safeParse(value, { error: issueText });
  if (result.success) return result.data;
  const { code, message, details } = invalid(issuesOf(result.error));
  throw new AppError(code, message, { details: { ...details, in: where } });
}

/** Without a schema the type is that of `z.undefined()`, the default of each parameter of `route`. */
const absent = <S extends Schema>(): z.output<S> => undefined as z.output<S>;

function encode<R extends Schema>(
  { response, isMadeWhole = false }: { response: R; isMadeWhole?: boolean },
  status: number,
  answer: z.input<R> | Response,
): Response {
  if (answer instanceof Response) return answer;
  const body = isMadeWhole ? answer : response.parse(answer);
  return status === 204 ? new Response(null, { status }) : Response.json(body, { status });
}
