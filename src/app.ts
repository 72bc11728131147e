import { Hono, type HonoRequest, type MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { TrieRouter } from "hono/router/trie-router";
import type { RequestSource } from "#domain/ctx.ts";
import { accountsApi } from "#http/accounts/api/surface.ts";
import { accountPages } from "#http/accounts/pages/pages.ts";
import type { AppDeps, HttpEnv } from "#http/app-deps.ts";
import { mountDocs, serveAsset } from "#http/docs.ts";
import { errorResponse, platformErrorBody, type Surface } from "#http/errors.ts";
import { external } from "#http/external/platform/surface.ts";
import { health } from "#http/health.ts";
import { auditRoute } from "#http/internal/audit.ts";
import { invariantsRoute } from "#http/internal/invariants.ts";
import { legacy, legacyPaths, sayDeprecated } from "#http/legacy/surface.ts";
import { assemble, frame, refuseNul } from "#http/middleware.ts";
import { mount } from "#http/mount.ts";
import { mountEndpoints } from "#http/oauth/endpoint.ts";
import {
  liveOAuth,
  oauth,
  oauthDialogs,
  oauthEndpoints,
  oauthPages,
  oauthSurfaces,
} from "#http/oauth/surface.ts";
import { mountPages } from "#http/pages/define.ts";
import { errorPage } from "#http/pages/error-page.ts";
import { v2 } from "#http/v2/surface.ts";
import { openSocket } from "#http/ws.ts";
import { type AppError, notFound, publicFace } from "#lib/errors.ts";
import { once } from "#lib/once.ts";

/** What the app is told of one request besides the request. */
export interface CallInfo {
  requestId: string;
  source: RequestSource;
  /** Keeps the invocation alive for work that goes on behind the answer. */
  after(work: Promise<unknown>): void;
}

type Background = Pick<ExecutionContext, "waitUntil">;

/** The whole platform as a function of a request. `makeDeps` reads the environment, once for each request. */
export function createApp<E>(makeDeps: (env: E, info: CallInfo) => AppDeps) {
  const app = once(buildApp); // Objects and the clock's calls need none.
  return (request: Request, env: E, background: Background): Response | Promise<Response> =>
    app().fetch(request, {
      depsFor: (requestId) =>
        makeDeps(env, {
          requestId,
          source: sourceOf(request.headers),
          after: (work) => background.waitUntil(work),
        }),
    });
}

/**
 * Contracts with an error shape of their own (http/external, http/oauth, http/agents …); the platform's covers every
 * other path.
 */
const SURFACES: Surface[] = [accountsApi, external, ...oauthSurfaces];

/** Every page for people. */
const PAGES = [...accountPages, ...oauthPages];

/** Where errors are shown to people. */
const PAGE_PATHS = [...PAGES.map(({ path }) => path), ...oauthDialogs];

/** Where nobody but programs comes. */
const PROGRAM_PATHS = ["/api", "/external-api", "/oauth", "/.well-known", "/internal", "/mcp", "/ws"];

export function buildApp(): Hono<HttpEnv> {
  // Hono's first choice, one expression for all, has no place for /executions/diff beside /executions/:id.
  const app = new Hono<HttpEnv>({ strict: false, router: new TrieRouter() });
  app.onError((error, c) => failure(publicFace(error), c.req.path));
  app.notFound((c) =>
    isPerson(c.req) ? errorPage(notFound("Page")) : failure(notFound("Path"), c.req.path),
  );
  app.use(frame);
  app.use("/api/*", openCors);
  app.use("/external-api/*", openCors);
  app.use("/openapi.json", openCors);
  app.use("/.well-known/*", openCors);
  app.use(refuseNul);
  app.use(assemble);
  mount(app, "/internal", [invariantsRoute, auditRoute]);
  app.all("/internal/*", (c) => c.get("deps").internal(c.req.raw));
  app.all("/ws", openSocket);
  mount(app, health.base, health.routes);
  mount(app, v2.base, v2.routes);
  mount(app, accountsApi.base, accountsApi.routes);
  mount(app, external.base, external.routes);
  for (const path of legacyPaths) app.use(path, sayDeprecated);
  mount(app, legacy.base, legacy.routes);
  mountDocs(app, PLATFORM_DOCS, [v2, accountsApi, external, legacy, oauth, liveOAuth, health]);
  mountDocs(app, EXTERNAL_DOCS, [external]);
  mount(app, oauth.base, oauth.routes);
  mount(app, liveOAuth.base, liveOAuth.routes);
  mountEndpoints(app, oauthEndpoints);
  mountPages(app, PAGES);
  app.get("/assets/*", serveAsset);
  return app;
}

const PLATFORM_DOCS = {
  document: "/openapi.json",
  page: "/docs",
  info: { title: "Gossamer API", version: "2", description: "Build, run and watch agents." },
};

const EXTERNAL_DOCS = {
  document: "/external-api/openapi.json",
  page: "/external-api/docs",
  info: {
    title: "Gossamer External API",
    version: "1",
    description: "Run agents and blocks from a server, by API key or by the token of an application.",
  },
};

/** Only Cloudflare says where a request comes from. */
const sourceOf = (headers: Headers): RequestSource => ({
  address: headers.get("cf-connecting-ip"),
  userAgent: headers.get("user-agent"),
});

const preflight = cors({
  origin: "*",
  allowHeaders: [
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "Last-Event-ID",
    "X-API-Key",
    "X-Request-Id",
  ],
  allowMethods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
  maxAge: 86_400,
});

const EXPOSED = [
  "Deprecation",
  "Idempotency-Replayed",
  "Link",
  "Retry-After",
  "Sunset",
  "X-RateLimit-Limit",
  "X-RateLimit-Remaining",
  "X-RateLimit-Reset",
  "X-Request-Id",
].join(",");

/** Only a preflight needs the library: for any other request it would make each answer a second time. */
const openCors: MiddlewareHandler<HttpEnv> = (c, next) => {
  if (c.req.method === "OPTIONS") return preflight(c, next);
  const headers = c.get("answerHeaders");
  headers.set("access-control-allow-origin", "*");
  headers.set("access-control-expose-headers", EXPOSED);
  return next();
};

const isAt = (path: string, base: string): boolean =>
  path === base || (base !== "/" && path.startsWith(`${base}/`));

/** Whether somebody comes by a browser, and not to a program's path. */
const isPerson = (request: HonoRequest): boolean =>
  request.header("accept")?.includes("text/html") === true &&
  !PROGRAM_PATHS.some((base) => isAt(request.path, base));

/** An error as those expect it who come to a path: people on a page, a program in its contract's shape. */
function failure(error: AppError, path: string): Response | Promise<Response> {
  if (PAGE_PATHS.some((base) => isAt(path, base))) return errorPage(error);
  const surface = SURFACES.find(({ base }) => isAt(path, base));
  return errorResponse(error, surface ?? { errorBody: platformErrorBody });
}
