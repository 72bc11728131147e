import type { Json, JsonObject } from "#lib/json.ts";
import { type ApiFacts, type MethodFacts, problemOf, queryProblemOf } from "./facts.ts";

/** A request that fits what the service's description says of it. */
export interface Call {
  /** Parameters of the path, decoded. */
  params: Record<string, string>;
  query: URLSearchParams;
  body: JsonObject;
}

export type Handlers = Record<string, (call: Call) => Answer | Promise<Answer>>;

type Answer = Json | Response;

/** How a service words its refusals. */
export interface Dialect {
  refuse(status: number, message: string, reason?: string): Response;
  /** Parameters that every method takes. */
  common: readonly string[];
}

/** Who may call: access tokens, each with what it was granted. */
export type Tokens = ReadonlyMap<string, readonly string[]>;

export interface FakeApi {
  origin: string;
  answer(request: Request): Promise<Response>;
  /** Methods in the order in which they were called, refused calls too. */
  calls: string[];
  /** The next calls of a method are answered with these instead. */
  upset: Map<string, Response[]>;
}

/** A refusal from within a handler. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A service that answers what its description allows, and refuses everything else as the real one does. */
export function describedApi(facts: ApiFacts, dialect: Dialect, tokens: Tokens, handlers: Handlers): FakeApi {
  const calls: string[] = [];
  const upset: FakeApi["upset"] = new Map();
  // What a path spells out goes before what a parameter may stand for.
  const routes = Object.entries(facts.methods)
    .map(([id, of]) => ({ id, of, pattern: patternOf(of.path) }))
    .toSorted((a, b) => a.of.path.split("{").length - b.of.path.split("{").length);
  const answer = async (request: Request): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url);
    const route = routes.find(({ of, pattern }) => of.method === request.method && pattern.test(pathname));
    if (route === undefined)
      return dialect.refuse(404, `There is no method ${request.method} ${pathname}`, "notFound");
    calls.push(route.id);
    const refused = await refusal(facts, dialect, tokens, route.of, request);
    if (refused !== null) return refused;
    const upsetting = upset.get(route.id)?.shift();
    if (upsetting !== undefined) return upsetting;
    const text = await request.text();
    const call = {
      params: paramsOf(route.pattern, pathname),
      query: searchParams,
      body: text === "" ? {} : JSON.parse(text),
    };
    return handled(dialect, handlers[route.id], call);
  };
  return { origin: facts.origin, answer, calls, upset };
}

async function handled(
  dialect: Dialect,
  handler: Handlers[string] | undefined,
  call: Call,
): Promise<Response> {
  if (handler === undefined) throw new Error("The fake does not do this");
  try {
    const answer = await handler(call);
    return answer instanceof Response ? answer : Response.json(answer);
  } catch (error) {
    if (error instanceof Refusal) return dialect.refuse(error.status, error.message);
    throw error;
  }
}

async function refusal(
  facts: ApiFacts,
  dialect: Dialect,
  tokens: Tokens,
  method: MethodFacts,
  request: Request,
): Promise<Response | null> {
  const granted = tokens.get(request.headers.get("authorization")?.replace(/^Bearer /, "") ?? "");
  if (granted === undefined) return dialect.refuse(401, "");
  if (!isGranted(method, granted)) return dialect.refuse(403, "");
  const { searchParams } = new URL(request.url);
  const problem =
    queryProblemOf(facts, method, searchParams, dialect.common) ??
    (await bodyProblem(facts, method, request.clone()));
  return problem === null ? null : dialect.refuse(400, problem);
}

const isGranted = ({ anyScope = [], allScopes = [] }: MethodFacts, granted: readonly string[]): boolean =>
  (anyScope.length === 0 || anyScope.some((scope) => granted.includes(scope))) &&
  allScopes.every((scope) => granted.includes(scope));

async function bodyProblem(facts: ApiFacts, { body }: MethodFacts, request: Request): Promise<string | null> {
  const text = await request.text();
  if (body === undefined) return text === "" || text === "{}" ? null : "This method takes no body";
  if (!request.headers.get("content-type")?.startsWith("application/json")) return "The body is not JSON";
  const type = typeof body === "string" ? `#${body}` : body;
  return problemOf(facts, type, JSON.parse(text), "body");
}

/** `{name}` is one part of a path; a part may hold `:` and what comes after it belongs to the path. */
const patternOf = (path: string): RegExp =>
  new RegExp(
    `^${path.replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&").replaceAll(/\{(\w+)\}/g, (_all, name) => `(?<${name}>[^/]+?)`)}$`,
  );

const paramsOf = (pattern: RegExp, pathname: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(pattern.exec(pathname)?.groups ?? {}).map(([name, text]) => [
      name,
      decodeURIComponent(text),
    ]),
  );
