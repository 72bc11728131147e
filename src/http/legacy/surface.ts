import type { MiddlewareHandler } from "hono";
import type { HttpEnv } from "../app-deps.ts";
import type { Documented } from "../openapi.ts";
import type { Route } from "../route.ts";
import { v2 } from "../v2/surface.ts";

const BASE = "/api/v1";

/** Where what the first version called so is in the second. */
const SUCCESSORS: Readonly<Record<string, string>> = {
  graphs: "/builder/graphs",
  blocks: "/builder/blocks",
  executions: "/executions",
  library: "/library",
  store: "/store",
  integrations: "/integrations",
};

/** Since when, as RFC 9745 writes it, and until when (RFC 8594) old scripts have time to move on. */
const DEPRECATED_SINCE = `@${Date.UTC(2026, 0, 1) / 1000}`;
const GONE_AT = new Date(Date.UTC(2028, 0, 1)).toUTCString();

/** The routes of version 2 under the paths of version 1. */
export const legacy: Documented & { routes: readonly Route[] } = {
  base: BASE,
  isDeprecated: true,
  routes: Object.entries(SUCCESSORS).flatMap(([noun, successor]) =>
    v2.routes
      .filter(({ path }) => path === successor || path.startsWith(`${successor}/`))
      .map((route) => ({ ...route, path: `/${noun}${route.path.slice(successor.length)}` })),
  ),
};

/** What the answers of these paths say of it. */
export const legacyPaths: readonly string[] = Object.keys(SUCCESSORS).map((noun) => `${BASE}/${noun}/*`);

export const sayDeprecated: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const headers = c.get("answerHeaders");
  const [noun = "", ...rest] = new URL(c.req.url).pathname.slice(BASE.length + 1).split("/");
  const successor = [`${v2.base}${SUCCESSORS[noun]}`, ...rest].join("/");
  headers.set("deprecation", DEPRECATED_SINCE);
  headers.set("sunset", GONE_AT);
  headers.set("link", `<${successor}>; rel="successor-version"`);
  await next();
};
