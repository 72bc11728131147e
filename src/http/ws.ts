import type { Context } from "hono";
import { authenticate, mayUse } from "#auth/authenticate.ts";
import { callerOf } from "#auth/caller.ts";
import { credentialsFrom } from "#auth/credentials.ts";
import { ticketPrincipal } from "#auth/ticket.ts";
import { refuseEndedSession } from "#auth/token-session.ts";
import { severIfEnded } from "#domain/executions/sever-ended.ts";
import { credentialOf, type Principal } from "#domain/principal.ts";
import { AppError } from "#lib/errors.ts";
import { takeAllowance } from "./allowance.ts";
import type { AppDeps, HttpEnv } from "./app-deps.ts";
import { allowedBy, methodNotAllowed } from "./method-not-allowed.ts";

/** Close codes of the socket contract: a browser cannot see the status of a refused upgrade. */
const NO_TOKEN = 4001;
const BAD_TOKEN = 4003;

/**
 * `GET /ws`: a socket of the user whose token, API key or ticket is in `?token=`, a subprotocol or a header, or of
 * the session in whose pages it is opened.
 */
export async function openSocket(c: Context<HttpEnv>): Promise<Response> {
  c.set("route", "/ws");
  if (!allowedBy(["GET"]).includes(c.req.method)) throw methodNotAllowed(["GET"]);
  if (c.req.header("upgrade")?.toLowerCase() !== "websocket") {
    throw new AppError("BAD_REQUEST", "This path speaks WebSocket only");
  }
  const deps = c.get("deps");
  const { secret, protocol } = readOffer(c);
  const caller = secret === null ? callerOf(deps.ctx, deps.identity, c.req.raw) : holderOf(deps, secret);
  const principal = await orRefused(live(deps, caller));
  if (principal === null) return deps.refuseSocket(NO_TOKEN, "A token is required", protocol);
  await takeAllowance(c, deps, "general", principal === "refused" ? null : principal);
  if (principal === "refused") return deps.refuseSocket(BAD_TOKEN, "The token is not valid", protocol);
  const fault = faultOf(principal, c.req.query("user_id"));
  if (fault !== null) return deps.refuseSocket(BAD_TOKEN, fault, protocol);
  c.set("principal", principal);
  const socket = await deps.ctx.engine.connect(principal.userId, protocol, credentialOf(principal));
  deps.ctx.after(severIfEnded(deps.ctx, principal));
  return socket;
}

/** Why somebody who is known may not listen; null when they may. */
function faultOf(principal: Principal, claimedUser: string | undefined): string | null {
  if ((claimedUser ?? principal.userId) !== principal.userId)
    return "The token is of another user than user_id";
  return mayUse(principal, "runs:read") ? null : "The token lacks the scope runs:read";
}

interface Offer {
  secret: string | null;
  /** What to echo: a browser gives up when none of the protocols that it offered comes back. */
  protocol: string | null;
}

/** `Sec-WebSocket-Protocol` is either the secret alone or a name followed by the secret. */
function readOffer(c: Context<HttpEnv>): Offer {
  const offered = (c.req.header("sec-websocket-protocol") ?? "")
    .split(",")
    .map((protocol) => protocol.trim())
    .filter((protocol) => protocol !== "");
  const query = c.req.query("token");
  const protocol = offered[0] ?? null;
  if (query !== undefined && query !== "") return { secret: query, protocol };
  return { secret: offered.at(-1) ?? null, protocol };
}

/** A ticket, a user token or an API key; which one it is shows in its form. */
async function holderOf({ ctx, identity }: AppDeps, secret: string): Promise<Principal | null> {
  return (
    (await ticketPrincipal(ctx, secret)) ??
    authenticate(ctx, identity, credentialsFrom(secret), `${ctx.publicUrl}/ws`)
  );
}

/** A token may have outlived its session: its socket would be cut at once, and come again. */
async function live({ ctx }: AppDeps, caller: Promise<Principal | null>): Promise<Principal | null> {
  const principal = await caller;
  if (principal !== null) await refuseEndedSession(ctx, principal);
  return principal;
}

/** A bad credential, and a page of another site, are refused over the socket, where a browser can see it. */
async function orRefused(caller: Promise<Principal | null>): Promise<Principal | "refused" | null> {
  try {
    return await caller;
  } catch (error) {
    if (error instanceof AppError && REFUSALS.has(error.code)) return "refused";
    throw error;
  }
}

const REFUSALS = new Set<AppError["code"]>(["UNAUTHORIZED", "FORBIDDEN"]);
