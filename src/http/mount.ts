import type { Context, Hono } from "hono";
import { mayUse } from "#auth/authenticate.ts";
import { callerOf } from "#auth/caller.ts";
import type { LimitName } from "#auth/rate-limit.ts";
import type { Principal } from "#domain/principal.ts";
import type { Requirement } from "#domain/scopes.ts";
import { AppError } from "#lib/errors.ts";
import { takeAllowance } from "./allowance.ts";
import type { AppDeps, HttpEnv } from "./app-deps.ts";
import { runOnce } from "./idempotency.ts";
import { methodNotAllowed } from "./method-not-allowed.ts";
import type { Route } from "./route.ts";

/** Puts routes under a base path; for a path of theirs, any other method is 405 with `Allow`. */
export function mount(app: Hono<HttpEnv>, base: string, routes: readonly Route[]): void {
  for (const route of routes) app.on(route.method, base + route.path, (c) => serve(c, route, base));
  for (const [path, group] of Map.groupBy(routes, (route) => route.path)) {
    app.all(base + path, () => {
      throw methodNotAllowed(group.map(({ method }) => method));
    });
  }
}

async function serve(c: Context<HttpEnv>, route: Route, base: string): Promise<Response> {
  c.set("route", base + route.path);
  const call = { request: c.req.raw, params: c.req.param() };
  const deps = c.get("deps");
  if (route.scope === "public") {
    if (route.limit !== undefined) await takeAllowance(c, deps, route.limit, null);
    return route.run(deps.ctx, call);
  }
  const principal = await admit(c, deps, route);
  const ctx = { ...deps.ctx, principal };
  return route.idempotent ? runOnce(ctx, call, c.get("answerHeaders"), route.run) : route.run(ctx, call);
}

/** Lets a caller in: known (401), within the limit (429), with the scope (403), in this order. */
async function admit(
  c: Context<HttpEnv>,
  deps: AppDeps,
  { scope, limit }: { scope: Requirement; limit: LimitName },
): Promise<Principal> {
  const identified = await identify(c, deps);
  await takeAllowance(c, deps, limit, identified instanceof AppError ? null : identified);
  if (identified instanceof AppError) throw identified;
  c.set("principal", identified);
  if (!mayUse(identified, scope)) throw lackOf(scope);
  return identified;
}

const lackOf = (scope: Requirement): AppError =>
  scope === "session"
    ? new AppError("FORBIDDEN", "Only the user in person may do this: it needs a user token, not a key")
    : new AppError("FORBIDDEN", `This needs the scope ${scope}`, {
        challenge: { error: "insufficient_scope", scope },
      });

/** A failed identification is held back until the attempt has been counted against the caller's address. */
async function identify(c: Context<HttpEnv>, { ctx, identity }: AppDeps): Promise<Principal | AppError> {
  try {
    const principal = await callerOf(ctx, identity, c.req.raw);
    return principal ?? new AppError("UNAUTHORIZED", "Authentication is required");
  } catch (error) {
    if (error instanceof AppError && error.code === "UNAUTHORIZED") return error;
    throw error;
  }
}
