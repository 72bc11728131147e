import type { Context } from "hono";
import type { HttpEnv } from "../app-deps.ts";

export const JWKS_PATH = "/.well-known/jwks.json";

/** The keys with which our tokens can be checked (RFC 7517 section 5). */
export async function serveJwks(c: Context<HttpEnv>): Promise<Response> {
  c.set("route", JWKS_PATH);
  const keys = await c.get("deps").ctx.issuerKeys.published();
  return c.json({ keys }, 200, {
    "cache-control": "public, max-age=300",
    "cross-origin-resource-policy": "cross-origin",
  });
}
