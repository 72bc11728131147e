import type { Context, Hono } from "hono";
import { isSafe, refuseForeign } from "#auth/same-origin.ts";
import { sessionOf, sessionPrincipal } from "#auth/session.ts";
import type { Ctx, OpenCtx } from "#domain/ctx.ts";
import type { Session } from "#domain/sessions/session.ts";
import { AppError } from "#lib/errors.ts";
import { localPath } from "#lib/local-path.ts";
import type { HttpEnv } from "../app-deps.ts";
import { FORM, fieldsOf, mediaTypeOf, readText } from "../body.ts";
import { allowedBy, methodNotAllowed } from "../method-not-allowed.ts";
import { redirect } from "./page.ts";

/** Somebody at a page. */
export interface Visit {
  ctx: OpenCtx;
  session: Session | null;
  url: URL;
  params: Record<string, string>;
  /** Fields of the form that was sent; none otherwise. */
  form: URLSearchParams;
  /** Where to go on to afterwards, a path of this site. */
  returnTo: string | null;
}

/** The same when it is known who it is. */
export interface MemberVisit extends Visit {
  ctx: Ctx;
  session: Session;
}

/** A page, and what the forms that lead to its path do. */
export interface Page {
  path: `/${string}`;
  methods: readonly ("GET" | "POST")[];
  run(c: Context<HttpEnv>): Promise<Response>;
}

interface Spec<V> {
  path: `/${string}`;
  get?(visit: V): Promise<Response>;
  post?(visit: V): Promise<Response>;
}

/** A page for everybody. */
export const openPage = (spec: Spec<Visit>): Page => ({
  ...common(spec),
  run: async (c) => answer(spec, c.req.method, await arrive(c)),
});

/** A page for who is signed in; others are led to sign in, and back. */
export const memberPage = (spec: Spec<MemberVisit>): Page => ({
  ...common(spec),
  run: async (c) => {
    const visit = await arrive(c);
    const { session, url } = visit;
    if (session === null) {
      const wanted = isSafe(c.req.method) ? url.pathname + url.search : url.pathname;
      return redirect(signInPath(wanted));
    }
    const principal = sessionPrincipal(c.get("deps").identity, session);
    c.set("principal", principal);
    return answer(spec, c.req.method, { ...visit, session, ctx: { ...visit.ctx, principal } });
  },
});

/** Where to sign in on the way to a path. */
const signInPath = (returnTo: string): string => `/sign-in?${new URLSearchParams({ return_to: returnTo })}`;

/** Puts pages in their places; any other method is 405 with `Allow`. */
export function mountPages(app: Hono<HttpEnv>, pages: readonly Page[]): void {
  for (const { path, methods, run } of pages) {
    const allowed = allowedBy(methods);
    app.all(path, (c) => {
      c.set("route", path);
      if (allowed.includes(c.req.method)) return run(c);
      throw methodNotAllowed(methods);
    });
  }
}

function common<V>({ path, get, post }: Spec<V>): Pick<Page, "path" | "methods"> {
  return { path, methods: [...(get ? (["GET"] as const) : []), ...(post ? (["POST"] as const) : [])] };
}

function answer<V>({ get, post }: Spec<V>, method: string, visit: V): Promise<Response> {
  const act = method === "POST" ? post : get;
  if (act === undefined) throw new AppError("METHOD_NOT_ALLOWED", "This is not allowed here");
  return act(visit);
}

/** A form that another site sends is refused, whether somebody is signed in or not. */
async function arrive(c: Context<HttpEnv>): Promise<Visit> {
  const { ctx } = c.get("deps");
  const request = c.req.raw;
  if (!isSafe(request.method)) refuseForeign(request, ctx.publicUrl);
  const form = fieldsOf(request.method === "POST" ? await readForm(request) : "");
  const url = new URL(request.url);
  const session = await sessionOf(ctx, request);
  const returnTo = localPath(form.get("return_to") ?? url.searchParams.get("return_to"));
  return { ctx, session, url, params: c.req.param(), form, returnTo };
}

async function readForm(request: Request): Promise<string> {
  if (["", FORM].includes(mediaTypeOf(request))) return readText(request);
  throw new AppError("BAD_REQUEST", `A form is sent as ${FORM}`);
}
